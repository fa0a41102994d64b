import { aTransfer } from '../transfer/transfer.builder.js';
import { postCommand } from '../transfer/message.js';
import type { Transfer } from '../transfer/transfer.js';
import { reversalOf, type Refund } from './reversal.js';

const now = new Date('2026-02-01T12:00:00.000Z');
const id = '01976f3e-8b1c-7d2a-9c4e-000000000099';
const done = (change: Partial<Transfer> = {}): Transfer =>
  aTransfer({ status: 'completed', decidedAt: now, ...change });
const refund = (original: Transfer, amount: bigint | null = null): Refund => ({
  tenantId: original.tenantId,
  officerId: id,
  originalId: original.id,
  amount,
  currency: original.currency,
  reason: 'Paid twice',
  key: null,
});
const back = (original: Transfer, amount?: bigint) => reversalOf(original, refund(original, amount), id, now);
const codeOf = (original: Transfer, amount?: bigint): unknown => {
  try {
    return back(original, amount).status;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a reversal', () => {
  it('goes the other way round, by the authority of the bank', () => {
    const original = done();
    const reversal = back(original);
    expect(reversal).toMatchObject({
      kind: 'reversal',
      fromAccountId: original.toAccountId,
      toAccountId: original.fromAccountId,
      amount: 1250n,
      reversesId: original.id,
      countedOn: null,
    });
    expect(postCommand(reversal)).toMatchObject({ kind: 'reversal', authority: 'bank' });
    expect(postCommand(original)).not.toHaveProperty('authority');
  });

  it("takes a deposit back to the bank's own account, and a withdrawal from it", () => {
    const deposit = back(done({ kind: 'deposit', fromAccountId: null }));
    const withdrawal = back(done({ kind: 'withdrawal', toAccountId: null }));
    const houses = [postCommand(deposit).credit, postCommand(withdrawal).debit];
    expect(houses).toEqual([{ house: 'cash' }, { house: 'cash' }]);
  });

  it('gives back what is left when no amount is said', () => {
    expect(back(done({ reversedAmount: 1000n })).amount).toBe(250n);
  });

  it.each<[string, Partial<Transfer>, bigint?]>([
    ['not_reversible', { status: 'requested', decidedAt: null }],
    ['not_reversible', { status: 'declined' }],
    ['not_reversible', { status: 'returned' }],
    ['not_reversible', { kind: 'reversal' }],
    ['not_reversible', { kind: 'external', toAccountId: null }],
    ['already_reversed', { reversedAmount: 1250n }],
    ['already_reversed', { reversedAmount: 1250n }, 1n],
    ['amount_out_of_range', { reversedAmount: 1000n }, 251n],
    ['requested', { reversedAmount: 1000n }, 250n],
  ])('is %s for %j', (...[code, change, amount]) => {
    expect(codeOf(done(change), amount)).toBe(code);
  });
});
