import { formatAmount, invalid, parseAmount, type Money } from '@florin/kernel';

/** On which terms the bank lends. */
export interface LoanTerms {
  /** Percent a year, a decimal text: a `number` would not hold every rate exactly. */
  readonly annualRatePercent: string;
  readonly yearsMost: number;
  /** In major units of whatever currency. */
  readonly amountMost: string;
}

/** A loan that is paid back in equal monthly payments. */
export interface Quote {
  readonly principal: Money;
  readonly years: number;
  readonly annualRatePercent: string;
  readonly payments: number;
  readonly monthly: bigint;
  readonly total: bigint;
  readonly interest: bigint;
}

const MONTHS = 12;

/** Rounds a quotient of positive numbers to the nearest whole one, a half upwards. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/** A decimal text as a fraction: "3.5" is 35/10. */
function fractionOf(decimal: string): { over: bigint; under: bigint } {
  const [whole = '0', part = ''] = decimal.split('.');
  return { over: BigInt(whole + part), under: 10n ** BigInt(part.length) };
}

/**
 * The annuity in minor units: P·r / (1 − (1 + r)^−n) with r = p/q a month, written as a fraction of whole numbers, so
 * that only the payment itself is rounded.
 */
export function annuityOf(principal: bigint, annualRatePercent: string, payments: number): bigint {
  const { over, under } = fractionOf(annualRatePercent);
  if (over === 0n) return rounded(principal, BigInt(payments));
  const p = over;
  const q = under * 100n * BigInt(MONTHS);
  const grown = (q + p) ** BigInt(payments);
  return rounded(principal * p * grown, q * (grown - q ** BigInt(payments)));
}

/** What a loan costs. Fails with: validation_failed (on amount, years). */
export function quote(wish: { amount: string | number; currency: string; years: number }, terms: LoanTerms): Quote {
  const amount = parseAmount(wish.amount, wish.currency);
  if (amount > parseAmount(terms.amountMost, wish.currency)) {
    throw invalid('amount', `must be at most ${terms.amountMost}`);
  }
  if (wish.years > terms.yearsMost) throw invalid('years', `must be at most ${terms.yearsMost}`);
  const payments = wish.years * MONTHS;
  const monthly = annuityOf(amount, terms.annualRatePercent, payments);
  // The smallest loans in a currency without decimals can round to less than was lent.
  if (monthly * BigInt(payments) < amount) {
    throw invalid('amount', `must be at least ${formatAmount(BigInt(payments), wish.currency)} for so many payments`);
  }
  const total = monthly * BigInt(payments);
  return {
    principal: { amount, currency: wish.currency },
    years: wish.years,
    annualRatePercent: terms.annualRatePercent,
    payments,
    monthly,
    total,
    interest: total - amount,
  };
}
