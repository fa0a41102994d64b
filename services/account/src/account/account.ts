import { createHash } from 'node:crypto';
import { DomainError, formatAmount, ibanOf } from '@florin/kernel';
import type { ErrorCode } from '../errors.js';

export const accountTypes = ['checking', 'savings'] as const;
export type AccountType = (typeof accountTypes)[number];
export const accountStatuses = ['active', 'frozen', 'closed'] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/** A customer's account. */
export interface Account {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly number: string;
  readonly type: AccountType;
  readonly name: string | null;
  readonly currency: string;
  readonly status: AccountStatus;
  readonly balance: bigint;
  readonly held: bigint;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Who asks: a customer of a tenant. */
export interface Customer {
  readonly tenantId: string;
  readonly userId: string;
}

/** What a customer asks for when opening an account. */
export interface Opening {
  readonly type: AccountType;
  readonly currency: string;
  readonly name: string | null;
}

/** What the bank offers, and what its IBANs are made of. */
export class Terms {
  constructor(
    readonly currencies: readonly string[],
    readonly country: string,
    readonly bankCode: string,
    /** With what the numbers of its cards begin. */
    readonly cardPrefix: string,
  ) {}

  /** The number inside an IBAN, when it is one of this bank's. */
  numberIn(iban: string): string | undefined {
    const number = iban.slice(-10);
    return /^[0-9]{10}$/.test(number) && this.ibanOf({ number }) === iban ? number : undefined;
  }

  ibanOf(account: { readonly number: string }): string {
    return ibanOf(this.country, this.bankCode, account.number);
  }
}

/** The digit that makes a number pass Luhn's check, so that a slip of the pen names nobody's account or card. */
export function checkDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Smallest and largest of the nine digits that are drawn; none begins with a zero. */
export const DRAWN_LEAST = 100_000_000;
export const DRAWN_MOST = 999_999_999;

/** The account number of ten digits that is made of nine drawn ones. */
export function numberOf(drawn: number): string {
  const digits = String(drawn);
  return digits + checkDigit(digits);
}

/** Whether a text could name an account: whoever asks for another one has made a mistake. */
export const hasTenDigits = (text: string): boolean => /^[0-9]{10}$/.test(text);

/** Whether it can be an account number at all. */
export function isNumber(text: string): boolean {
  return hasTenDigits(text) && checkDigit(text.slice(0, 9)) === text[9];
}

/** What two requests with one idempotency key must have in common. */
export function fingerprintOf(...asked: readonly (string | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}

/** Closes an account for good. Fails with: account_state, account_not_empty. */
export function closed(account: Account, now: Date): Account {
  const { status, balance, held, currency } = account;
  // The bank froze it for a reason, which closing would undo.
  if (status !== 'active') throw wrongState(account);
  if (balance !== 0n || held !== 0n) {
    const [left, aside] = [formatAmount(balance, currency), formatAmount(held, currency)];
    throw new DomainError<ErrorCode>('account_not_empty', 'Send the rest away first, and let what is pending end.', {
      balance: left,
      held: aside,
    });
  }
  return { ...account, status: 'closed', updatedAt: now };
}

export const wrongState = ({ status }: Pick<Account, 'status'>): DomainError =>
  new DomainError<ErrorCode>('account_state', `The account is ${status}.`);
