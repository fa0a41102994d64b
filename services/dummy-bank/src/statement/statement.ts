import { formatAmount, parseAmount } from '@florin/kernel';
import type { Payment, Sent } from '../payment/payment.js';

/** One line of the account that the other bank keeps here. A debit is money that has left it. */
export interface Line {
  readonly payment_id: string;
  readonly what: 'payment' | 'return' | 'incoming';
  readonly direction: 'debit' | 'credit';
  readonly amount: string;
  readonly currency: string;
  readonly booked_at: string;
}

/** One day of that account in one currency. */
export interface Statement {
  readonly date: string;
  readonly currency: string;
  readonly opening_balance: string;
  readonly closing_balance: string;
  readonly lines: readonly Line[];
}

/** Every line there ever was, in the order of booking. Only what has settled has moved money. */
export function linesOf(payments: Iterable<Payment>, sent: Iterable<Sent>): Line[] {
  const lines: Line[] = [];
  for (const { id, amount, currency, settledAt, returnedAt } of payments) {
    if (settledAt === null) continue;
    const of = { payment_id: id, amount: exact(amount, currency), currency };
    lines.push({ ...of, what: 'payment', direction: 'debit', booked_at: settledAt });
    if (returnedAt !== null) lines.push({ ...of, what: 'return', direction: 'credit', booked_at: returnedAt });
  }
  for (const { id, amount, currency, sentAt } of sent) {
    const of = { payment_id: id, amount: exact(amount, currency), currency };
    lines.push({ ...of, what: 'incoming', direction: 'credit', booked_at: sentAt });
  }
  return lines.sort((a, b) => (a.booked_at < b.booked_at ? -1 : a.booked_at > b.booked_at ? 1 : 0));
}

/** The statements of one UTC day, one per currency that the account was ever used in. */
export function statementsOf(lines: readonly Line[], date: string): Statement[] {
  const currencies = [...new Set(lines.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = lines.filter((line) => line.currency === currency && line.booked_at.slice(0, 10) <= date);
    const sum = (some: readonly Line[]): bigint => some.reduce((total, line) => total + signed(line), 0n);
    const today = own.filter((line) => line.booked_at.startsWith(date));
    return {
      date,
      currency,
      opening_balance: formatAmount(sum(own) - sum(today), currency),
      closing_balance: formatAmount(sum(own), currency),
      lines: today,
    };
  });
}

const exact = (amount: string, currency: string): string => formatAmount(parseAmount(amount, currency), currency);
const signed = ({ direction, amount, currency }: Line): bigint =>
  parseAmount(amount, currency) * (direction === 'debit' ? -1n : 1n);
