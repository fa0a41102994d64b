import fc from 'fast-check';
import { DRAWN_LEAST, DRAWN_MOST, fingerprintOf, isNumber, numberOf, Terms } from './account.js';

const drawn = fc.integer({ min: DRAWN_LEAST, max: DRAWN_MOST });

describe('an account number', () => {
  it.each([
    [100_000_000, '1000000008'],
    [200_000_000, '2000000006'],
  ])('%p becomes %p', (digits, number) => {
    expect(numberOf(digits)).toBe(number);
  });

  it('has ten digits and passes its own check', () => {
    fc.assert(
      fc.property(drawn, (digits) => {
        expect(numberOf(digits)).toMatch(/^[1-9][0-9]{9}$/);
        expect(isNumber(numberOf(digits))).toBe(true);
      }),
    );
  });

  it('is none any more when one digit is wrong', () => {
    fc.assert(
      fc.property(drawn, fc.nat(9), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        const number = numberOf(digits);
        const wrong = number.slice(0, place) + ((Number(number[place]) + by) % 10) + number.slice(place + 1);
        expect(isNumber(wrong)).toBe(false);
      }),
    );
  });

  it.each(['', '123', '10000000081', '1000000o08'])('is not %p', (text) => {
    expect(isNumber(text)).toBe(false);
  });
});

it('the fingerprint of an opening is its own', () => {
  const print = (...asked: (string | null)[]): string => fingerprintOf('open', ...asked).toString('hex');
  const prints = [
    print('checking', 'USD', null),
    print('savings', 'USD', null),
    print('checking', 'EUR', null),
    print('checking', 'USD', 'null'),
  ];
  expect(new Set(prints).size).toBe(4);
  expect(print('checking', 'USD', null)).toBe(prints[0]);
});

it('an IBAN is made of the number', () => {
  expect(new Terms([], 'DE', '37040044', '990000').ibanOf({ number: '0532013000' })).toBe('DE89370400440532013000');
});
