import { currencies, parseAmount } from '@florin/kernel';
import type { Portfolio } from '../portfolio/portfolio.js';
import type { Movement } from '../reconciliation/reconciliation.js';

/** Another bank, as far as Florin speaks with it. */
export interface Bank {
  /** Asks whether the bank is there. Rejects when it does not answer, or answers with an error. */
  ping(signal: AbortSignal): Promise<void>;
  /** One page of its customers. Fails with: bank_unavailable, validation_failed (on cursor). */
  customers(page: { limit: number; cursor?: string }): Promise<BankCustomerPage>;
  /**
   * Orders a payment, or asks how it stands: the id makes both one. Rejects when nobody knows what came of it. Fails
   * with: payment_conflict.
   */
  pay(order: PaymentOrder): Promise<BankWord>;
  /** Makes somebody known there; again is no different. Fails with: bank_unavailable. */
  register(person: BankNewcomer): Promise<void>;
  /** What somebody has there. Fails with: not_linked, bank_unavailable. */
  portfolio(id: string): Promise<Portfolio>;
  /** What the other bank has booked with us on one UTC day. Fails with: bank_unavailable. */
  movements(day: string): Promise<Movement[]>;
}

/** Provider token of the bank. */
export const BANK = Symbol('florin.bank');

/** Somebody who becomes known at the other bank, under an id that we give. */
export type BankNewcomer = Pick<BankCustomer, 'id' | 'firstName' | 'lastName' | 'email'>;

/** What is paid to whom. */
export interface PaymentOrder {
  readonly id: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly creditor: { readonly iban: string; readonly name: string };
  readonly description: string | null;
}

/** How a payment stands, in the other bank's word. Reasons are ISO 20022 codes. */
export type BankWord =
  | { readonly says: 'accepted' | 'settled'; readonly reference: string }
  | { readonly says: 'returned'; readonly reference: string; readonly reason: string }
  | { readonly says: 'rejected'; readonly reason: string };

export interface BankCustomer {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly registeredAt: Date;
}

export interface BankCustomerPage {
  readonly items: readonly BankCustomer[];
  /** Opaque, the other bank's own. */
  readonly next: string | null;
}

/** How the line to the bank is. */
export type BankStatus = 'connected' | 'degraded' | 'disconnected';

/** A slower answer than this is no good connection. */
export const SLOW_MS = 500;
/** The bank is asked again when it fails once, so that one lost packet does not look like a bank that is away. */
export const ASKS_MOST = 2;

/** The verdict on one check: how often the bank failed, and how long its answer took in the end, if there was one. */
export function statusOf(check: { failures: number; latencyMs: number | null }): BankStatus {
  if (check.latencyMs === null) return 'disconnected';
  return check.failures > 0 || check.latencyMs > SLOW_MS ? 'degraded' : 'connected';
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Reads what the other bank says of a customer, without what we do not know; undefined when it is not understood. */
export function customerOf(told: unknown): BankCustomer | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const { id, first_name, last_name, email, registered_at } = told as Record<string, unknown>;
  if (!isText(id) || !isText(first_name) || !isText(last_name) || !isText(email) || !isText(registered_at)) {
    return undefined;
  }
  const registeredAt = new Date(registered_at);
  if (Number.isNaN(registeredAt.getTime())) return undefined;
  return { id, firstName: first_name, lastName: last_name, email, registeredAt };
}

/** Reads a page of customers; undefined when one of them, or the page, is not understood. */
export function customerPageOf(told: unknown): BankCustomerPage | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const { items, next_cursor: next } = told as Record<string, unknown>;
  if (!Array.isArray(items) || (next !== null && !isText(next))) return undefined;
  const read = items.map(customerOf);
  return read.every((customer) => customer !== undefined) ? { items: read, next } : undefined;
}

/** Reads an amount and its currency; undefined when they are not understood. */
export function moneyOf(told: Record<string, unknown>): { amount: bigint; currency: string } | undefined {
  const { amount, currency } = told;
  if (!isText(amount) || !isText(currency) || !currencies.has(currency)) return undefined;
  try {
    return { amount: parseAmount(amount, currency), currency };
  } catch {
    return undefined;
  }
}

/** Any reason that the other bank does not give a code for (ISO 20022: narrative). */
const NO_CODE = 'NARR';

/** Reads the answer to a payment; undefined when it is not understood, and so nobody knows. */
export function wordOf(httpStatus: number, told: unknown): BankWord | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const { status, code, reference, reason_code: reason } = told as Record<string, unknown>;
  const because = isText(reason) ? reason : NO_CODE;
  if (httpStatus === 422) return code === 'payment_refused' ? { says: 'rejected', reason: because } : undefined;
  if ((httpStatus !== 200 && httpStatus !== 201) || !isText(reference)) return undefined;
  if (status === 'accepted' || status === 'settled') return { says: status, reference };
  return status === 'returned' ? { says: 'returned', reference, reason: because } : undefined;
}
