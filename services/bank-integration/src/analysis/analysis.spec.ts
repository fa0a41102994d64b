import { analyse, type Holdings } from './analysis.js';

const held: Holdings = {
  assets: [
    { symbol: 'AAA', kind: 'stock', quantity: '10', price: '30.00', currency: 'USD' },
    { symbol: 'BBB', kind: 'bond', quantity: '0.5', price: '200.00', currency: 'USD' },
    { symbol: 'CCC', kind: 'stock', quantity: '3', price: '1000', currency: 'JPY' },
  ],
  bank_accounts: [{ currency: 'USD', balance: '600.00' }],
  transactions: [
    { executed_at: '2026-01-03', symbol: 'AAA', price: '121' },
    { executed_at: '2026-01-01', symbol: 'AAA', price: '100' },
    { executed_at: '2026-01-02', symbol: 'AAA', price: '110' },
    { executed_at: '2026-01-04', symbol: 'AAA', price: '99' },
    { executed_at: '2026-01-01', symbol: 'BBB', price: '200' },
  ],
  spending: [
    { month: '2026-01', category: 'food', amount: '100.00', currency: 'USD' },
    { month: '2026-02', category: 'food', amount: '200.00', currency: 'USD' },
    { month: '2026-03', category: 'food', amount: '75.00', currency: 'USD' },
    { month: '2026-03', category: 'rent', amount: '900.00', currency: 'USD' },
  ],
};

it('tells how a portfolio is divided, per currency', () => {
  expect(analyse('portfolio', held).findings['allocation']?.items).toEqual([
    { currency: 'JPY', kind: 'stock', worth: '3000', share_percent: '100.00' },
    { currency: 'USD', kind: 'bond', worth: '100.00', share_percent: '10.00' },
    { currency: 'USD', kind: 'cash', worth: '600.00', share_percent: '60.00' },
    { currency: 'USD', kind: 'stock', worth: '300.00', share_percent: '30.00' },
  ]);
});

it('tells how much hangs on one position', () => {
  expect(analyse('risk', held).findings['concentration']?.items).toEqual([
    { currency: 'JPY', herfindahl_index: 1, largest_symbol: 'CCC', largest_share_percent: '100.00' },
    { currency: 'USD', herfindahl_index: 0.625, largest_symbol: 'AAA', largest_share_percent: '75.00' },
  ]);
});

it('tells how much prices move, in the order of the trades, and nothing where there are too few', () => {
  // ln 1.1 twice, then ln(99/121): the mean is −0.00335, the deviation 0.1709.
  expect(analyse('risk', held).findings['volatility']?.items).toEqual([
    { symbol: 'AAA', trades: 4, volatility: 0.1709 },
    { symbol: 'BBB', trades: 1, volatility: null },
  ]);
});

it('holds each month against those before it', () => {
  expect(analyse('spending', held).findings['spending']?.items).toEqual([
    {
      currency: 'USD', category: 'food', month: '2026-01', amount: '100.00', average_before: null, change_percent: null,
    },
    {
      currency: 'USD', category: 'food', month: '2026-02', amount: '200.00', average_before: '100.00',
      change_percent: '100.00',
    },
    {
      currency: 'USD', category: 'food', month: '2026-03', amount: '75.00', average_before: '150.00',
      change_percent: '-50.00',
    },
    {
      currency: 'USD', category: 'rent', month: '2026-03', amount: '900.00', average_before: null, change_percent: null,
    },
  ]);
});

it.each(['portfolio', 'risk', 'spending'] as const)('finds nothing for %s in an empty portfolio', (type) => {
  const empty = { assets: [], bank_accounts: [], transactions: [], spending: [] };
  for (const { items, formula } of Object.values(analyse(type, empty).findings)) {
    expect(items).toEqual([]);
    expect(formula).not.toBe('');
  }
});
