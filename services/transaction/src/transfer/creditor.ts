import { invalid } from '@florin/kernel';
import type { Party } from './transfer.js';
import type { Wish } from './wish.js';

/** What tells the bank's own IBANs from all others, and the bank over which the others are paid. */
export interface OwnBank {
  readonly country: string;
  readonly code: string;
  readonly partner: string;
}

const NUMBER_DIGITS = 10;

/** Whether an IBAN names an account of this bank. */
export function isOwn(iban: string, { country, code }: OwnBank): boolean {
  return iban.startsWith(country) && iban.slice(4) === code + numberIn(iban);
}

/** The account number within an IBAN of this bank. */
export function numberIn(iban: string): string {
  return iban.slice(-NUMBER_DIGITS);
}

/** Who is paid at another bank; nobody for a wish that stays in the house. Fails with: validation_failed. */
export function creditorOf({ to }: Wish, bank: OwnBank): Party | null {
  if (to?.by !== 'iban' || isOwn(to.name, bank)) return null;
  if (to.creditor === undefined) throw invalid('creditor_name', 'must be given: the account is at another bank');
  return { bank: bank.partner, iban: to.name, name: to.creditor };
}
