import { createHmac, timingSafeEqual } from 'node:crypto';
import { moneyOf } from '../bank/bank.js';

/** How far the clock of the other bank may be from ours; what is older was recorded by somebody. */
const SKEW_MS = 5 * 60_000;

/** Whether the other bank has signed these bytes, and lately. */
export function isSigned(
  of: { secret: string; timestamp: unknown; signature: unknown; body: Buffer },
  now: Date,
): boolean {
  const { secret, timestamp, signature, body } = of;
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  const expected = Buffer.from(
    `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  const isTheirs = given.length === expected.length && timingSafeEqual(given, expected);
  return isTheirs && Math.abs(now.getTime() - Date.parse(timestamp)) <= SKEW_MS;
}

interface Amount {
  readonly paymentId: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** What the other bank has called to say. */
export type Told =
  | (Amount & { readonly type: 'settled'; readonly reference: string })
  | (Amount & { readonly type: 'returned'; readonly reference: string; readonly reason: string })
  | (Amount & {
      readonly type: 'received';
      readonly iban: string;
      readonly debtor: { readonly iban: string; readonly name: string };
      readonly description: string | null;
      readonly at: string;
    });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const IBAN = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/;

const line = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= most;

/** The other bank's own id of a callback, under which it is kept; undefined when it has none. */
export function idOf(told: unknown): string | undefined {
  const id = (told as { id?: unknown } | null)?.id;
  return typeof id === 'string' && UUID.test(id) ? id.toLowerCase() : undefined;
}

/** Reads a callback; undefined when it is not understood. */
export function toldOf(told: unknown): Told | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const { type, at, payment_id: paymentId, reference, reason_code: reason, ...rest } = told as Record<string, unknown>;
  const amount = moneyOf(rest);
  if (!amount || typeof paymentId !== 'string' || !UUID.test(paymentId)) return undefined;
  const about = { paymentId: paymentId.toLowerCase(), ...amount };
  if (type === 'settled' && line(reference, 140)) return { ...about, type, reference };
  if (type === 'returned' && line(reference, 140) && line(reason, 255)) return { ...about, type, reference, reason };
  if (type !== 'received' || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  const { iban, description = null } = rest;
  const debtor = rest['debtor'] as { iban?: unknown; name?: unknown } | undefined;
  if (!line(iban, 34) || !IBAN.test(iban) || !line(debtor?.iban, 34) || !IBAN.test(debtor.iban)) return undefined;
  if (!line(debtor.name, 140) || !(description === null || line(description, 255))) return undefined;
  return { ...about, type, iban, debtor: { iban: debtor.iban, name: debtor.name }, description, at };
}
