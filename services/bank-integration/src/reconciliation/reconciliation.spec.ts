import { besides, differencesOf, movementsOf, type Movement } from './reconciliation.js';

const DAY = '2026-01-31';
const at = (time: string): Date => new Date(`${DAY}T${time}Z`);
const moved = (paymentId: string, change: Partial<Movement> = {}): Movement => ({
  paymentId,
  what: 'payment',
  amount: 1250n,
  currency: 'EUR',
  bookedAt: at('12:00:00.000'),
  ...change,
});

describe('a reconciliation', () => {
  it('finds nothing when both books say the same, also on both sides of midnight', () => {
    const late = moved('b', { bookedAt: at('23:59:59.900') });
    const later = moved('b', { bookedAt: new Date('2026-02-01T00:00:00.100Z') });
    expect(differencesOf(DAY, [moved('a'), late], [moved('a'), later])).toEqual([]);
  });

  it('names what is missing on either side, and what has another amount', () => {
    const here = [moved('a'), moved('b', { what: 'incoming' })];
    const there = [moved('b', { what: 'incoming', amount: 1251n }), moved('c', { what: 'return' })];
    expect(differencesOf(DAY, here, there)).toEqual([
      { payment_id: 'a', what: 'payment', difference: 'missing_there', here: '12.50 EUR', there: null },
      { payment_id: 'b', what: 'incoming', difference: 'another_amount', here: '12.50 EUR', there: '12.51 EUR' },
      { payment_id: 'c', what: 'return', difference: 'missing_here', here: null, there: '12.50 EUR' },
    ]);
  });

  it('passes over what came back before it was booked here, and over other days', () => {
    const there = [moved('a'), moved('a', { what: 'return' })];
    expect(differencesOf(DAY, [], there)).toEqual([]);
    expect(differencesOf(DAY, [moved('a', { bookedAt: new Date('2026-02-01T12:00:00Z') })], [])).toEqual([]);
    expect(differencesOf(DAY, [moved('a')], there)).toMatchObject([{ what: 'return', difference: 'missing_here' }]);
  });

  it('knows the days beside a day', () => {
    expect(besides('2026-03-01')).toEqual(['2026-02-28', '2026-03-02']);
  });
});

describe('a statement', () => {
  const amount = { amount: '12.50', currency: 'EUR' };
  const line = { payment_id: 'p', what: 'payment', ...amount, booked_at: `${DAY}T12:00:00.000Z` };

  it('is read line by line', () => {
    expect(movementsOf({ items: [{ lines: [line] }, { lines: [] }] })).toEqual([moved('p')]);
  });

  it.each([
    ['no list', {}],
    ['no lines', { items: [{}] }],
    ['a line of another kind', { items: [{ lines: [{ ...line, what: 'gift' }] }] }],
    ['a line of no money', { items: [{ lines: [{ ...line, amount: 'much' }] }] }],
    ['a line of no time', { items: [{ lines: [{ ...line, booked_at: 'now' }] }] }],
  ])('is not believed: %s', (_what, told) => {
    expect(movementsOf(told)).toBeUndefined();
  });
});
