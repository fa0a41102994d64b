import { invalid } from '@florin/kernel';

export const entryStatuses = ['approved', 'declined', 'pending'] as const;
export const entryTypes = ['credit', 'debit'] as const;
export type EntryStatus = (typeof entryStatuses)[number];
export type EntryType = (typeof entryTypes)[number];

/** One line on an account, as its owner sees it: an entry, or a hold that is open, which stands beside the entries. */
export interface Entry {
  readonly id: string;
  readonly accountId: string;
  /** Its place in the account's history: lists and cursors go by it. A hold has none yet. */
  readonly seq: bigint | null;
  readonly kind: string;
  readonly status: EntryStatus;
  readonly declineReason: string | null;
  /** Negative for a debit. */
  readonly amount: bigint;
  readonly currency: string;
  /** Null for a hold: it leaves the balance as it is. */
  readonly balanceAfter: bigint | null;
  /** The account's own, which a declined entry's may differ from. */
  readonly accountCurrency: string;
  readonly description: string | null;
  readonly transferId: string;
  readonly cardId: string | null;
  /** The category that the customer gave it. */
  readonly note: string | null;
  /** Nothing of it is known when it is the bank itself. */
  readonly counterparty: {
    readonly accountId: string | null;
    readonly number: string | null;
    readonly name: string | null;
    readonly iban: string | null;
  };
  readonly bookedAt: Date;
}

/** An account as its history needs to know it, and the part of the history that a span of time cuts out. */
export interface Stretch {
  readonly accountId: string;
  readonly currency: string;
  /** Entries after this place in the history, */
  readonly afterSeq: bigint;
  /** and up to this one. */
  readonly uptoSeq: bigint;
}

/** Which entries of an account are asked for. */
export interface EntryFilter {
  readonly status?: EntryStatus;
  readonly type?: EntryType;
  readonly from?: Date;
  /** Up to here, not including it. */
  readonly before?: Date;
  readonly cardId?: string;
  /** Only entries before this place in the history. */
  readonly beforeSeq?: bigint;
  /** Only holds before this one, and the entries. */
  readonly beforeHold?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const isWholeDay = (text: string): boolean => text.length === 10;

/** Reads a span of time whose ends both belong to it; a day means all of it, in UTC. Fails with: validation_failed. */
export function spanOf(from: string | undefined, to: string | undefined): Pick<EntryFilter, 'from' | 'before'> {
  const begin = from === undefined ? undefined : new Date(from);
  const end = to === undefined ? undefined : new Date(Date.parse(to) + (isWholeDay(to) ? DAY_MS : 1));
  if (begin && end && begin >= end) throw invalid('to', 'must not be before from');
  return { ...(begin ? { from: begin } : {}), ...(end ? { before: end } : {}) };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a place in a list, where open holds stand before the entries. Fails with: validation_failed. */
export function placeOf(text: string): Pick<EntryFilter, 'beforeSeq' | 'beforeHold'> {
  return UUID.test(text) ? { beforeHold: text } : { beforeSeq: seqOf(text) };
}

const LARGEST_SEQ = 2n ** 63n - 1n;

/** Reads a place in an account's history. Fails with: validation_failed. */
export function seqOf(text: string): bigint {
  if (!/^[1-9][0-9]{0,18}$/.test(text) || BigInt(text) > LARGEST_SEQ)
    throw invalid('cursor', 'is not a cursor of this list');
  return BigInt(text);
}
