import { exponentOf } from './currency.js';
import { invalid } from './error.js';

/** An amount in minor units of a currency (cents, yen, fils). A `number` never holds money. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

// eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
const DECIMAL = /^[0-9]+(\.[0-9]+)?$/;
/** Longer texts are refused before they are parsed: no currency has amounts of forty digits. */
const DIGITS_MOST = 40;

/**
 * Reads a decimal amount of major units, "12.50" or the JSON number 12.5, as minor units of the currency.
 * Fails with: validation_failed (on `field`) for anything else, for zero, and for more decimals than the currency has.
 */
export function parseAmount(input: string | number, currency: string, field = 'amount'): bigint {
  const text = typeof input === 'number' ? String(input) : input;
  if (text.length > DIGITS_MOST || !DECIMAL.test(text)) throw invalid(field, 'must be a decimal amount like "12.50"');
  const [whole = '', fraction = ''] = text.split('.');
  const exponent = exponentOf(currency);
  if (fraction.length > exponent) throw invalid(field, `${currency} has ${exponent} decimals, not ${fraction.length}`);
  const amount = BigInt(whole + fraction.padEnd(exponent, '0'));
  if (amount === 0n) throw invalid(field, 'must be greater than zero');
  return amount;
}

/** Writes minor units as a decimal string with all the currency's decimals: 1250 USD → "12.50", -7 KWD → "-0.007". */
export function formatAmount(amount: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, '0');
  const sign = amount < 0n ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
