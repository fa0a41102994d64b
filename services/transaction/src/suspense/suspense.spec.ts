import { aTransfer } from '../transfer/transfer.builder.js';
import { bookingOf, postCommand } from '../transfer/message.js';
import type { Step, Transfer } from '../transfer/transfer.js';
import { assignmentOf, isSuspended, type Assignment } from './suspense.js';

const now = new Date('2026-02-01T12:00:00.000Z');
const id = '01976f3e-8b1c-7d2a-9c4e-000000000099';
const grace = { bank: 'rivermark', iban: 'DE86700900100065124249', name: 'Grace Hopper' };
const incoming = (change: Partial<Transfer> = {}): Transfer =>
  aTransfer({
    kind: 'incoming', status: 'completed', fromAccountId: null, toAccountId: null, debtor: grace, decidedAt: now,
    ...change,
  });
const returned = (to?: 'suspense'): Transfer => {
  const step: Step = { status: 'returned', at: now.toISOString(), by: 'account', message_id: null, to };
  return aTransfer({ kind: 'external', status: 'returned', toAccountId: null, creditor: grace, timeline: [step] });
};
const wish: Assignment = {
  tenantId: aTransfer().tenantId, officerId: id, originalId: aTransfer().id, accountId: id, reason: 'Shown', key: null,
};
const taker = { ownerId: 'owner', currency: aTransfer().currency };

describe('money in suspense', () => {
  it.each<[string, boolean, Transfer]>([
    ['came for nobody', true, incoming()],
    ['came back to a closed account', true, returned('suspense')],
    ['came for somebody', false, incoming({ toAccountId: 'a' })],
    ['is not there yet', false, incoming({ status: 'requested' })],
    ['was declined when it was passed on', false, incoming({ reversesId: id })],
    ['came back to its account', false, returned()],
    ['never left', false, aTransfer({ status: 'completed' })],
  ])('that %s: %p', (_what, expected, transfer) => {
    expect(isSuspended(transfer)).toBe(expected);
  });

  it('is passed on whole, by the authority of the bank, from the suspense account and no other', () => {
    const passed = assignmentOf(incoming({ description: 'Salary' }), wish, taker, id, now);
    expect(passed).toMatchObject({
      kind: 'incoming', amount: 1250n, description: 'Salary', debtor: grace, toAccountId: id, toUserId: 'owner',
      reversesId: aTransfer().id, timeline: [{ by: 'officer' }],
    });
    const command = postCommand(passed);
    expect(command).toMatchObject({ debit: { house: 'suspense' }, credit: { account_id: id }, authority: 'bank' });
    expect(command).not.toHaveProperty('credit_else');
    expect(bookingOf(passed, { ...passed, status: 'completed' })).toBeUndefined();
    expect(assignmentOf(returned('suspense'), wish, taker, id, now)).toMatchObject({ debtor: grace });
  });

  it.each<[string, Transfer, string]>([
    ['not_in_suspense', aTransfer({ status: 'completed' }), taker.currency],
    ['already_assigned', incoming({ reversedAmount: 1250n }), taker.currency],
    ['currency_mismatch', incoming(), 'JPY'],
  ])('is refused with %s', (code, original, currency) => {
    expect(() => assignmentOf(original, wish, { ...taker, currency }, id, now)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
