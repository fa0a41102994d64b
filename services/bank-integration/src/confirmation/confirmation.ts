import { createHash } from 'node:crypto';
import { DomainError } from '@florin/kernel';

/** A transfer as a program asked for it, in the words of the route that it will call. */
export interface AskedTransfer {
  readonly from_account_id: string;
  readonly to_account_id?: string;
  readonly to_account_number?: string;
  readonly to_username?: string;
  readonly to_iban?: string;
  readonly creditor_name?: string;
  readonly amount: string;
  readonly currency: string;
  readonly description?: string;
}

/** Who must agree: the customer as the program reports it, or the customer on the bank's own page. */
export type ConfirmationLevel = 'program' | 'page';
export const confirmationStatuses = ['pending', 'confirmed', 'refused', 'used'] as const;
export type ConfirmationStatus = (typeof confirmationStatuses)[number];

/** One transfer that waits for the customer's word. Amount and payee are part of it and never change. */
export interface Confirmation {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId: string | null;
  readonly idempotencyKey: string;
  readonly fingerprint: Buffer;
  readonly asked: AskedTransfer;
  readonly amountMinor: bigint;
  readonly level: ConfirmationLevel;
  readonly status: ConfirmationStatus;
  readonly createdAt: Date;
  /** The login that the customer confirmed with. */
  readonly sessionId: string | null;
}

const MINUTE_MS = 60_000;
/** How long the customer has. */
const OPEN_MS = 15 * MINUTE_MS;
/** How long the same call is answered again; the transfer's idempotency key lives longer. */
const REPLAYED_MS = 12 * 60 * MINUTE_MS;
/** What programs moved without the bank's page counts together for this long. */
export const COUNTED_MS = 24 * 60 * MINUTE_MS;
/** A login that is older proves nothing about this moment. */
const FRESH_S = 5 * 60;

const payees = ['to_account_id', 'to_account_number', 'to_username', 'to_iban'] as const;

/** Fails with: validation_failed, when the payee is not named in exactly one way. */
export function mustNameOnePayee(asked: Partial<AskedTransfer>): void {
  const named = payees.filter((name) => asked[name] !== undefined);
  if (named.length !== 1) {
    const errors = [{ field: 'to_account_id', message: `exactly one of ${payees.join(', ')} is needed` }];
    throw new DomainError('validation_failed', undefined, { errors });
  }
}

/** The payee as it was named, for the customer's eyes. */
export function payeeOf(asked: AskedTransfer): string {
  const name = payees.map((one) => asked[one]).find((one) => one !== undefined) ?? '';
  return asked.creditor_name === undefined ? name : `${asked.creditor_name}, ${name}`;
}

/** The same transfer has the same fingerprint, in whatever order its fields came. */
export function fingerprintOf(asked: AskedTransfer, amountMinor: bigint): Buffer {
  const said = payees.map((name) => asked[name]?.toLowerCase() ?? null);
  const rest = [asked.from_account_id.toLowerCase(), asked.currency, asked.creditor_name, asked.description];
  return createHash('sha256').update(JSON.stringify([...said, ...rest, String(amountMinor)])).digest();
}

/** Small sums that add up to a large one are a large one. */
export function levelOf(amount: bigint, counted: bigint, limit: bigint): ConfirmationLevel {
  return amount + counted > limit ? 'page' : 'program';
}

export function expiresAt({ createdAt }: Pick<Confirmation, 'createdAt'>): Date {
  return new Date(createdAt.getTime() + OPEN_MS);
}

/** Those that were asked for after this may still be decided. */
export function openSince(now: Date): Date {
  return new Date(now.getTime() - OPEN_MS);
}

/** What a call means for a confirmation: the transfer goes, or the customer's word is still missing. */
export type Verdict = 'go' | 'wait';

/** Fails with: confirmation_refused, confirmation_expired, confirmation_mismatch. */
export function judge(confirmation: Confirmation, namedId: string | undefined, now: Date): Verdict {
  const { status, level } = confirmation;
  if (namedId !== undefined && namedId.toLowerCase() !== confirmation.id) {
    throw new DomainError('confirmation_mismatch', 'The confirmation is for another transfer. Call with its own key.');
  }
  if (status === 'refused') throw new DomainError('confirmation_refused');
  const age = now.getTime() - confirmation.createdAt.getTime();
  if (age >= (status === 'used' ? REPLAYED_MS : OPEN_MS)) {
    throw new DomainError('confirmation_expired', 'Ask again with a new idempotency key.');
  }
  if (status === 'used') return 'go';
  if (namedId === undefined) return 'wait';
  return status === 'confirmed' || level === 'program' ? 'go' : 'wait';
}

/** Whether the customer may still decide. Fails with: confirmation_state, confirmation_expired. */
export function mustBeOpen({ status, createdAt }: Confirmation, now: Date): void {
  if (status !== 'pending') throw new DomainError('confirmation_state');
  if (now.getTime() - createdAt.getTime() >= OPEN_MS) throw new DomainError('confirmation_expired');
}

/** What an access token says about its login. */
export interface LoginClaims {
  readonly client_id?: unknown;
  readonly auth_time?: unknown;
  readonly act?: unknown;
}

/**
 * Whether a token comes from a login at the bank itself a moment ago. Where a second factor is set up no login is
 * without it. Fails with: fresh_login_required.
 */
export function mustBeFresh({ client_id, auth_time, act }: LoginClaims, now: Date): void {
  const ageS = typeof auth_time === 'number' ? now.getTime() / 1000 - auth_time : Number.POSITIVE_INFINITY;
  if (client_id !== 'florin' || act !== undefined || ageS > FRESH_S) throw new DomainError('fresh_login_required');
}
