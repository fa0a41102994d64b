import { lastMonths, spendingOf, type Outlay } from './spending.js';

const anOutlay = (changes: Partial<Outlay> = {}): Outlay => ({
  month: '2026-01',
  kind: 'withdrawal',
  description: 'Corner shop',
  counterpartyName: null,
  cardId: 'c',
  note: null,
  amount: 100n,
  count: 1,
  ...changes,
});

it('sums up by category and month', () => {
  const spending = spendingOf([
    anOutlay({ month: '2026-02', amount: 7n }),
    anOutlay({ amount: 250n, count: 2 }),
    anOutlay({ description: 'Rent', kind: 'transfer', cardId: null, amount: 900n }),
    anOutlay({ note: 'party', amount: 50n }),
  ]);
  expect(spending).toEqual({
    total: 1207n,
    categories: [
      { category: 'housing', amount: 900n, count: 1 },
      { category: 'groceries', amount: 257n, count: 3 },
      { category: 'party', amount: 50n, count: 1 },
    ],
    months: [
      {
        month: '2026-01',
        total: 1200n,
        categories: [
          { category: 'housing', amount: 900n, count: 1 },
          { category: 'groceries', amount: 250n, count: 2 },
          { category: 'party', amount: 50n, count: 1 },
        ],
      },
      { month: '2026-02', total: 7n, categories: [{ category: 'groceries', amount: 7n, count: 1 }] },
    ],
  });
  expect(spendingOf([])).toEqual({ total: 0n, categories: [], months: [] });
});

it('looks at this month and the eleven before it', () => {
  expect(lastMonths(new Date('2026-02-28T12:00:00.000Z')).from.toISOString()).toBe('2025-03-01T00:00:00.000Z');
});
