import { formatAmount } from '@florin/kernel';
import { moneyOf } from '../bank/bank.js';

export const kinds = ['payment', 'return', 'incoming'] as const;
export type Kind = (typeof kinds)[number];

/** One movement between us and the other bank, as one of the two has it. */
export interface Movement {
  readonly paymentId: string;
  readonly what: Kind;
  readonly amount: bigint;
  readonly currency: string;
  readonly bookedAt: Date;
}

/** Something that the two books do not say alike. */
export interface Difference {
  readonly payment_id: string;
  readonly what: Kind;
  readonly difference: 'missing_here' | 'missing_there' | 'another_amount';
  readonly here: string | null;
  readonly there: string | null;
}

/** How one day compared. */
export interface Reconciliation {
  readonly day: string;
  readonly bank: string;
  readonly lines: number;
  readonly differences: readonly Difference[];
  readonly comparedAt: Date;
}

const keyOf = ({ paymentId, what }: Movement): string => `${paymentId} ${what}`;
const shown = (of: Movement | undefined): string | null =>
  of ? `${formatAmount(of.amount, of.currency)} ${of.currency}` : null;

/**
 * Every difference of one UTC day. Clocks differ, so what one side has on that day may stand on a day beside it on the
 * other: both sides are given with their neighbours. What left and came back before we booked it moved nothing here.
 */
export function differencesOf(day: string, here: readonly Movement[], there: readonly Movement[]): Difference[] {
  const [ours, theirs] = [here, there].map((side) => new Map(side.map((one) => [keyOf(one), one])));
  const isToday = ({ bookedAt }: Movement): boolean => bookedAt.toISOString().startsWith(day);
  const keys = [...new Set([...here, ...there].filter(isToday).map(keyOf))].sort();
  return keys.flatMap((key): Difference[] => {
    const [own, other] = [ours!.get(key), theirs!.get(key)];
    const { paymentId: payment_id, what } = (own ?? other) as Movement;
    if (own?.amount === other?.amount && own?.currency === other?.currency) return [];
    const passed = ['payment', 'return'].every((one) => theirs!.has(`${payment_id} ${one}`));
    if (!own && passed && !ours!.has(`${payment_id} payment`) && !ours!.has(`${payment_id} return`)) return [];
    const difference = !own ? 'missing_here' : !other ? 'missing_there' : 'another_amount';
    return [{ payment_id, what, difference, here: shown(own), there: shown(other) }];
  });
}

/** The day before and the day after. */
export function besides(day: string): [string, string] {
  const at = (days: number): string =>
    new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  return [at(-1), at(1)];
}

/** Reads the statements of one day; undefined when they are not understood. */
export function movementsOf(told: unknown): Movement[] | undefined {
  const items = (told as { items?: unknown } | null)?.items;
  if (!Array.isArray(items)) return undefined;
  const lines = items.flatMap((one: unknown) => (one as { lines?: unknown[] } | null)?.lines ?? [undefined]);
  const read = lines.map(movementOf);
  return read.every((one) => one !== undefined) ? read : undefined;
}

function movementOf(told: unknown): Movement | undefined {
  const { payment_id: paymentId, what, booked_at, ...rest } = (told ?? {}) as Record<string, unknown>;
  const money = moneyOf(rest);
  if (!money || typeof paymentId !== 'string' || typeof booked_at !== 'string') return undefined;
  const bookedAt = new Date(booked_at);
  if (!kinds.includes(what as Kind) || Number.isNaN(bookedAt.getTime())) return undefined;
  return { paymentId, what: what as Kind, ...money, bookedAt };
}
