import fc from 'fast-check';
import { currencies } from './currency.js';
import { DomainError } from './error.js';
import { formatAmount, parseAmount } from './money.js';

const codes = fc.constantFrom(...currencies.keys());

describe('an amount of money', () => {
  it.each([
    ['12.50', 'USD', 1250n],
    ['12.5', 'USD', 1250n],
    [12.5, 'USD', 1250n],
    ['0.001', 'KWD', 1n],
    ['1200', 'JPY', 1200n],
    ['00012', 'EUR', 1200n],
    ['9007199254740993', 'JPY', 9007199254740993n],
  ])('reads %p %s', (input, currency, expected) => {
    expect(parseAmount(input, currency)).toBe(expected);
  });

  it.each([
    ['0', 'USD'],
    ['0.00', 'USD'],
    ['-1', 'USD'],
    ['+1', 'USD'],
    ['1e3', 'USD'],
    ['', 'USD'],
    [' 1', 'USD'],
    ['1.', 'USD'],
    ['.5', 'USD'],
    ['1,50', 'USD'],
    ['NaN', 'USD'],
    ['0x10', 'USD'],
    ['12.505', 'USD'],
    ['1.0', 'JPY'],
    [NaN, 'USD'],
    [Infinity, 'USD'],
    [1e21, 'USD'],
    [1e-7, 'USD'],
    [-0.01, 'USD'],
    ['9'.repeat(41), 'USD'],
  ])('refuses %p %s', (input, currency) => {
    expect(() => parseAmount(input, currency)).toThrow(DomainError);
  });

  it('comes back the same after it was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 24n }), codes, (amount, currency) => {
        expect(parseAmount(formatAmount(amount, currency), currency)).toBe(amount);
      }),
    );
  });

  it('is written with all the decimals of its currency, and a sign', () => {
    expect([
      formatAmount(5n, 'USD'),
      formatAmount(-5n, 'USD'),
      formatAmount(-7n, 'KWD'),
      formatAmount(0n, 'JPY'),
      formatAmount(-12n, 'JPY'),
    ]).toEqual(['0.05', '-0.05', '-0.007', '0', '-12']);
  });
});
