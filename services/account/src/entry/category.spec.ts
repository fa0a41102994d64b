import { categoryOf, type Told } from './category.js';

const aLine = (changes: Partial<Told> = {}): Told => ({
  kind: 'transfer',
  amount: -100n,
  description: null,
  counterparty: { name: null },
  cardId: null,
  ...changes,
});

it.each([
  ['housing', aLine({ description: 'Rent for February' })],
  ['transfer', aLine({ description: 'Different' })],
  ['groceries', aLine({ description: 'ALDI SOUTH 4711', kind: 'withdrawal', cardId: 'c' })],
  ['restaurants', aLine({ description: 'Lunch' })],
  ['utilities', aLine({ kind: 'external', counterparty: { name: 'City Electric Ltd' } })],
  ['shopping', aLine({ description: 'XYZ', kind: 'withdrawal', cardId: 'c' })],
  ['cash', aLine({ kind: 'withdrawal' })],
  ['deposit', aLine({ kind: 'deposit', amount: 100n })],
  ['salary', aLine({ amount: 100n, description: 'Salary January' })],
  ['transfer', aLine({ amount: 100n, description: 'Rent for February' })],
  ['refund', aLine({ kind: 'reversal', amount: 100n, description: 'Rent paid twice' })],
  ['refund', aLine({ kind: 'reversal', amount: -100n, description: 'Lunch', cardId: 'c' })],
])('calls it %s', (category, line) => {
  expect(categoryOf(line)).toBe(category);
});
