import { people } from './logins.ts';
import { decimal, linesOf, planOf, type Booking, type Customer } from './plan.ts';

const customers: Customer[] = people.map((person, index) => ({
  ...person,
  tenantId: 'tenant',
  userId: `user-${index}`,
  checkingId: `checking-${index}`,
  savingsId: `savings-${index}`,
}));

const year = Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(2028, 0, 1 + index, 15, 30)));
const plans = year.map((today) => [today, planOf(customers, today)] as const);
const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));

/** The lowest balance that any account ever has. */
function lowest(bookings: readonly Booking[]): bigint {
  const balances = new Map<string, bigint>();
  let low = 0n;
  for (const { from_account_id: from, to_account_id: to, amount } of bookings) {
    if (to !== undefined) balances.set(to, (balances.get(to) ?? 0n) + cents(amount));
    if (from === undefined) continue;
    const left = (balances.get(from) ?? 0n) - cents(amount);
    balances.set(from, left);
    if (left < low) low = left;
  }
  return low;
}

describe('the demo history', () => {
  it('is the same for the same day', () => {
    const today = new Date('2026-11-23T12:00:00Z');
    expect(planOf(customers, today)).toEqual(planOf(customers, new Date('2026-11-23T23:59:59Z')));
    expect(planOf(customers, today)).not.toEqual(planOf(customers, new Date('2026-11-24T12:00:00Z')));
  });

  it('overdraws nobody, whatever the day', () => {
    expect(plans.filter(([, plan]) => lowest(plan) < 0n)).toEqual([]);
  });

  it('lies in the two months before the day, oldest first', () => {
    for (const [today, plan] of plans) {
      const times = plan.map((booking) => booking.booked_at);
      expect(times).toEqual([...times].sort());
      expect(times.at(-1)! < today.toISOString().slice(0, 10)).toBe(true);
      const days = (today.getTime() - Date.parse(times[0]!)) / 86_400_000;
      expect(days).toBeGreaterThan(58);
      expect(days).toBeLessThan(64);
    }
  });

  it('pays everybody twice, and everybody pays the rent twice', () => {
    for (const [, plan] of plans) {
      for (const [what, count] of [['Salary', 2], ['Rent', 2], ['Opening deposit', 2]] as const) {
        const had = Map.groupBy(plan.filter((one) => one.description.startsWith(what)), (one) => one.user_id);
        expect([...had.values()].map((list) => list.length)).toEqual(customers.map(() => count));
      }
    }
  });

  it('gives every booking a key of its own', () => {
    for (const [, plan] of plans) {
      const keys = new Set(plan.map(({ user_id, key }) => `${user_id} ${key}`));
      expect(keys.size).toBe(plan.length);
      expect(plan.filter(({ key }) => !/^[\x21-\x7e]{1,255}$/.test(key))).toEqual([]);
    }
  });

  it('is long enough to look lived in, and short enough to be loaded at a start', () => {
    const lengths = plans.map(([, plan]) => plan.length);
    expect(Math.min(...lengths)).toBeGreaterThan(120);
    expect(Math.max(...lengths)).toBeLessThan(240);
  });

  it('moves money only between accounts of one currency, and of everybody', () => {
    const [, plan] = plans[100]!;
    const currencyOf = new Map<string, string>();
    for (const who of customers) for (const id of [who.checkingId, who.savingsId]) currencyOf.set(id, who.currency);
    for (const { from_account_id: from, to_account_id: to, currency } of plan) {
      for (const account of [from, to]) if (account !== undefined) expect(currencyOf.get(account)).toBe(currency);
    }
    const dinners = plan.filter((one) => one.description.startsWith('Dinner'));
    expect(dinners.length).toBeGreaterThan(5);
    expect(dinners.filter((one) => one.from_account_id === one.to_account_id)).toEqual([]);
  });

  it('varies its amounts', () => {
    const [, plan] = plans[0]!;
    const amounts = plan.filter((one) => one.kind === 'withdrawal').map((one) => one.amount);
    expect(new Set(amounts).size).toBeGreaterThan(amounts.length * 0.8);
  });

  it('is written one document a line', () => {
    const lines = linesOf(plans[0]![1]).split('\n');
    expect(lines.at(-1)).toBe('');
    expect(JSON.parse(lines[0]!)).toMatchObject({ kind: 'deposit', description: 'Opening deposit' });
    expect([decimal(5n), decimal(1250n), decimal(100_000n)]).toEqual(['0.05', '12.50', '1000.00']);
  });
});
