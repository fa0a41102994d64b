import { compare, type Outcome, type ToldTransfer } from './compare.ts';

const entries = { debitEntryId: 'd', creditEntryId: 'c' };
const none = { debitEntryId: null, creditEntryId: null };
const completed: ToldTransfer = { id: 't', status: 'completed', reason: null, ...entries };
const declined: ToldTransfer = { id: 't', status: 'declined', reason: 'insufficient_funds', ...none };
const overLimit: ToldTransfer = { ...declined, reason: 'limit_exceeded' };
const requested: ToldTransfer = { id: 't', status: 'requested', reason: null, ...none };
const posted: Outcome = { transferId: 't', verb: 'post', status: 'completed', reason: null, ...entries };
const refused: Outcome = { transferId: 't', verb: 'post', status: 'declined', reason: 'insufficient_funds', ...none };
const captured: Outcome = { ...posted, verb: 'capture' };
const released: Outcome = { ...refused, verb: 'release', status: 'released', reason: null };
const returned: ToldTransfer = { ...completed, status: 'returned' };
const rejected: ToldTransfer = { ...declined, reason: 'payment_rejected' };

describe('what was asked for and what was decided', () => {
  it.each([
    ['both completed it', [completed], [posted]],
    ['both declined it for one reason', [declined], [refused]],
    ['neither has decided it', [requested], []],
    ['a limit refused it before anybody was asked', [overLimit], []],
    ['it waits for another bank', [{ ...requested, status: 'reserved' }], []],
    ['another bank took it', [completed], [captured]],
    ['another bank rejected it and nothing is held any more', [rejected], [released]],
    ['it came back before it was booked', [{ ...returned, ...none }], [released]],
    ['it came back after it was booked', [returned], [captured, { ...posted, debitEntryId: 'e' }]],
    ['it was cancelled', [{ ...declined, status: 'cancelled', reason: null }], [released]],
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
    ['it came back and was never given back', [returned], [captured], /is returned, and the account service completed/],
    ['it was rejected and still booked', [rejected], [captured], /is declined, and the account service completed/],
    ['the reasons differ', [declined], [{ ...refused, reason: 'account_frozen' }], /account_frozen/],
    ['the entries differ', [completed], [{ ...posted, creditEntryId: 'x' }], /names the entries d and c/],
  ] as [string, ToldTransfer[], Outcome[], RegExp][])('differ when %s', (_what, transfers, outcomes, detail) => {
    expect(compare(transfers, outcomes)).toEqual([{ transferId: 't', detail: expect.stringMatching(detail) }]);
  });
});
