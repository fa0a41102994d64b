import { compare, type Outcome, type ToldTransfer } from './compare.ts';

const entries = { debitEntryId: 'd', creditEntryId: 'c' };
const none = { debitEntryId: null, creditEntryId: null };
const completed: ToldTransfer = { id: 't', status: 'completed', reason: null, ...entries };
const declined: ToldTransfer = { id: 't', status: 'declined', reason: 'insufficient_funds', ...none };
const overLimit: ToldTransfer = { ...declined, reason: 'limit_exceeded' };
const requested: ToldTransfer = { id: 't', status: 'requested', reason: null, ...none };
const posted: Outcome = { transferId: 't', status: 'completed', reason: null, ...entries };
const refused: Outcome = { transferId: 't', status: 'declined', reason: 'insufficient_funds', ...none };

describe('what was asked for and what was decided', () => {
  it.each([
    ['both completed it', [completed], [posted]],
    ['both declined it for one reason', [declined], [refused]],
    ['neither has decided it', [requested], []],
    ['a limit refused it before anybody was asked', [overLimit], []],
  ] as [string, ToldTransfer[], Outcome[]][])('agree when %s', (_what, transfers, outcomes) => {
    expect(compare(transfers, outcomes)).toEqual([]);
  });

  it.each([
    [
      'one side completed and the other declined it',
      [completed],
      [refused],
      /is completed, and the account service declined/,
    ],
    ['it is decided on one side only', [completed], [], /never decided it/],
    ['the decision was not heard', [requested], [posted], /is requested, and the account service completed/],
    ['it was decided although a limit refused it', [overLimit], [refused], /a limit refused it/],
    ['nobody asked for it', [], [posted], /no such transfer was asked for/],
    ['the reasons differ', [declined], [{ ...refused, reason: 'account_frozen' }], /account_frozen/],
    ['the entries differ', [completed], [{ ...posted, creditEntryId: 'x' }], /names the entries d and c/],
  ] as [string, ToldTransfer[], Outcome[], RegExp][])('differ when %s', (_what, transfers, outcomes, detail) => {
    expect(compare(transfers, outcomes)).toEqual([{ transferId: 't', detail: expect.stringMatching(detail) }]);
  });
});
