import { annuityOf, quote } from './loan.js';

const terms = { annualRatePercent: '3.5', yearsMost: 40, amountMost: '10000000' };

describe('a loan', () => {
  it('of 10,000 over 5 years at 3.5 % costs 181.92 a month', () => {
    expect(quote({ amount: '10000', currency: 'USD', years: 5 }, terms)).toEqual({
      principal: { amount: 1_000_000n, currency: 'USD' },
      years: 5,
      annualRatePercent: '3.5',
      payments: 60,
      monthly: 18_192n,
      total: 1_091_520n,
      interest: 91_520n,
    });
  });

  it.each([
    [20_000_000n, '6', 360, 119_910n],
    [1_000_000n, '0', 60, 16_667n],
    [10_000_000n, '4.25', 180, 75_228n],
  ])('of %s at %s %% over %s months costs %s', (principal, rate, payments, monthly) => {
    expect(annuityOf(principal, rate, payments)).toBe(monthly);
  });

  it('is paid back within a payment for each cent of rounding', () => {
    for (const years of [1, 7, 30, 40]) {
      const monthly = annuityOf(123_456_789n, '3.5', years * 12);
      let owed = 123_456_789 * 1.0;
      for (let month = 0; month < years * 12; month++) owed = owed * (1 + 0.035 / 12) - Number(monthly);
      expect(Math.abs(owed)).toBeLessThan(years * 12 * 4);
    }
  });

  it.each([
    [{ amount: '0', currency: 'USD', years: 5 }, 'amount'],
    [{ amount: '1.234', currency: 'USD', years: 5 }, 'amount'],
    [{ amount: '10000000.01', currency: 'USD', years: 5 }, 'amount'],
    [{ amount: '5', currency: 'JPY', years: 5 }, 'amount'],
    [{ amount: '5', currency: 'USD', years: 41 }, 'years'],
  ])('is refused as %p', (wish, field) => {
    expect(() => quote(wish, terms)).toThrow(new RegExp(`^${field}:`));
  });
});
