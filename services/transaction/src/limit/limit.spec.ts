import {
  breachOf,
  capsOf,
  dayOf,
  endOf,
  judge,
  leftOf,
  monthBefore,
  periodsOf,
  type Asked,
  type Caps,
  type Use,
} from './limit.js';

const caps: Caps = { per_transfer: 50n, per_day: 100n, per_month: 120n };
const day = '2026-01-31';
const asked = (id: string, amount: bigint, change: Partial<Asked> = {}): Asked => ({
  id,
  userId: 'ada',
  kind: 'transfer',
  amount,
  currency: 'USD',
  countedOn: day,
  ...change,
});
const use = (period: string, transfer: bigint): Use => ({
  userId: 'ada',
  currency: 'USD',
  period,
  deposit: 0n,
  withdrawal: 0n,
  external: 0n,
  transfer,
});

describe('the limit that is reached', () => {
  it.each<[string, bigint, bigint, bigint, string | undefined, string | undefined]>([
    ['none, to the last cent', 50n, 50n, 70n, undefined, undefined],
    ['that of one transfer first', 51n, 50n, 70n, 'per_transfer', '50'],
    ['that of the day before the month', 40n, 61n, 81n, 'per_day', '39'],
    ['that of the month', 40n, 0n, 81n, 'per_month', '39'],
    ['one that was lowered below what is used', 1n, 200n, 200n, 'per_day', '0'],
  ])('is %s', (_what, amount, usedOfDay, usedOfMonth, window, left) => {
    const breach = breachOf(amount, caps, { day: usedOfDay, month: usedOfMonth });
    expect([breach?.window, breach?.left]).toEqual([window, left]);
  });
});

describe('a batch', () => {
  it('is judged in its order, and what is refused leaves its part to the next', () => {
    const batch = [asked('a', 40n), asked('b', 50n), asked('c', 40n), asked('d', 20n), asked('e', 1n)];
    const { breaches, added } = judge(batch, [use(day, 10n), use('2026-01', 10n)], () => caps);
    expect([...breaches].map(([id, { window, left }]) => [id, window, left])).toEqual([
      ['c', 'per_day', '0'],
      ['d', 'per_day', '0'],
      ['e', 'per_day', '0'],
    ]);
    expect(added.map(({ period, transfer }) => [period, transfer])).toEqual([
      [day, 90n],
      ['2026-01', 90n],
    ]);
  });

  it('may lie in two days, and counts nothing that no limit is for', () => {
    const batch = [
      asked('a', 50n),
      asked('b', 50n, { countedOn: '2026-02-01' }),
      asked('c', 99n, { countedOn: null }),
      asked('d', 99n, { kind: 'reversal', countedOn: null }),
    ];
    const names = periodsOf(batch).map(({ period }) => period);
    expect(names).toEqual(['2026-01', day, '2026-02', '2026-02-01']);
    const verdict = judge(batch, names.map((name) => use(name, 0n)), () => caps);
    expect([verdict.breaches.size, verdict.added.map(({ transfer }) => transfer)]).toEqual([0, [50n, 50n, 50n, 50n]]);
  });
});

describe('a day and a month', () => {
  it.each([
    ['2026-01-31T23:59:59.999Z', '2026-01-31', '2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
    ['2024-02-28T12:00:00.000Z', '2024-02-28', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2026-12-31T00:00:00.000Z', '2026-12-31', '2027-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ])('that %s lies in end in UTC', (at, dayThen, dayEnds, monthEnds) => {
    const now = new Date(at);
    expect([dayOf(now), endOf('per_day', now).toISOString(), endOf('per_month', now).toISOString()]).toEqual([
      dayThen,
      dayEnds,
      monthEnds,
    ]);
  });
});

it.each([
  ['2026-01-31T23:59:59.999Z', 0, '2026-01'],
  ['2026-01-31T23:59:59.999Z', 3, '2025-10'],
  ['2026-05-31T00:00:00.000Z', 3, '2026-02'],
])('the month before %s by %i is %s', (at, months, month) => {
  expect(monthBefore(new Date(at), months)).toBe(month);
});

describe('what a person may move', () => {
  const most = { per_transfer: 5, per_day: 6, per_month: 7 };
  const defaults = { deposit: most, withdrawal: most, transfer: most, external: most };

  it('is in the minor units of the currency, an own limit before that of the bank', () => {
    expect(capsOf(defaults, undefined, 'deposit', 'JPY')).toEqual({ per_transfer: 5n, per_day: 6n, per_month: 7n });
    const own = { currency: 'KWD', kind: 'transfer', per_day: 0n } as const;
    expect(capsOf(defaults, own, 'transfer', 'KWD')).toEqual({ per_transfer: 5000n, per_day: 0n, per_month: 7000n });
    expect([leftOf(5n, 3n), leftOf(5n, 9n)]).toEqual([2n, 0n]);
  });
});
