import { gapsOf, type Position } from './settlement.ts';

const position = (amount: bigint, change: Partial<Position> = {}): Position => ({
  tenantId: 't',
  bank: 'rivermark',
  currency: 'USD',
  amount,
  ...change,
});

describe('what the ledger holds with other banks and what was booked with them', () => {
  it('agree when every position is the same, and an empty one is none', () => {
    const euros = position(-5n, { currency: 'EUR' });
    expect(gapsOf([position(10n), euros, position(0n, { bank: 'other' })], [euros, position(10n)])).toEqual([]);
  });

  it('differ when one side has more, or has something alone', () => {
    const ledger = [position(10n), position(7n, { bank: 'here' })];
    const booked = [position(9n), position(3n, { bank: 'there' })];
    expect(gapsOf(ledger, booked).map(({ bank, ledger: held, booked: noted }) => [bank, held, noted])).toEqual([
      ['rivermark', 10n, 9n],
      ['there', 0n, 3n],
      ['here', 7n, 0n],
    ]);
  });
});
