import { createHash } from 'node:crypto';
import type { MessageData } from '@florin/contracts';
import type { Breach } from '../limit/limit.js';

import { isWaiting, step, type Ask, type Ending, type Status, type Traits, type Word } from './course.js';

export { isStraight, isWaiting, statuses, step, type Status } from './course.js';

export const kinds = ['deposit', 'withdrawal', 'transfer', 'reversal', 'external', 'incoming'] as const;
export type Kind = (typeof kinds)[number];

/** What the account service says, or the door itself when a limit is reached. */
export type DeclineReason =
  | MessageData<'account.transfer-declined.v1'>['reason']
  | 'limit_exceeded'
  | 'hold_missing'
  | 'transfer_refused'
  | 'payment_rejected';

/** Who is paid at another bank, or has paid from there. */
export interface Party {
  readonly bank: string;
  readonly iban: string;
  readonly name: string;
}

/** One step of the course: where it led, when, who spoke, and the message that said so. */
export interface Step {
  readonly status: Status;
  readonly at: string;
  readonly by: string;
  readonly message_id: string | null;
  /** Where the money went instead of back to its account. */
  readonly to?: 'suspense';
}

/** What a customer asked for, ready to be accepted: everything is known but how it ends. */
export interface Order {
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: Kind;
  readonly fromAccountId: string | null;
  readonly toAccountId: string | null;
  readonly toUserId: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
  /** The card that a purchase is paid with; on what is given back of it, too. */
  readonly cardId: string | null;
  readonly key: string | null;
  readonly fingerprint: Buffer;
  /** Who is paid at another bank, for one of kind `external`. */
  readonly creditor?: Party | null;
  /** Only in the history that an operator loads: when it happened. */
  readonly bookedAt: Date | null;
}

/** A transfer: what was asked, and how it ended. */
export interface Transfer extends Order {
  readonly id: string;
  readonly status: Status;
  readonly declineReason: DeclineReason | null;
  readonly debitEntryId: string | null;
  readonly creditEntryId: string | null;
  /** The balance behind it on the account of whoever asked. */
  readonly balanceAfter: bigint | null;
  /** What could have been spent, known when funds were missing. */
  readonly available: bigint | null;
  /** The UTC day under which it uses the limits of whoever asked; null for what no limit counts. */
  readonly countedOn: string | null;
  /** The limit that refused it at the door. */
  readonly breach: Breach | null;
  readonly screened: boolean;
  readonly creditor: Party | null;
  /** Who has paid, for one of kind `incoming`. */
  readonly debtor: Party | null;
  /** Why the other bank did not take it or gave it back: an ISO 20022 code. */
  readonly reasonCode: string | null;
  readonly withdrawal: Traits['withdrawal'];
  readonly ending: Ending | null;
  /** The transfer that it gives back, all or a part of it; or whose money it passes on from suspense. */
  readonly reversesId: string | null;
  /** How much of it was given back or passed on, or is being. */
  readonly reversedAmount: bigint;
  readonly timeline: readonly Step[];
  readonly askedAt: Date;
  readonly askCount: number;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
}

/** What the transfer can be told by a message. */
type Spoken =
  | 'account.transfer-posted.v1'
  | 'account.transfer-declined.v1'
  | 'account.funds-reserved.v1'
  | 'account.funds-declined.v1'
  | 'account.funds-captured.v1'
  | 'account.capture-refused.v1'
  | 'account.funds-released.v1'
  | 'fraud.transfer-cleared.v1'
  | 'fraud.transfer-refused.v1'
  | 'bank.payment-settled.v1'
  | 'bank.payment-rejected.v1'
  | 'bank.payment-returned.v1'
  | 'bank.payment-withdrawn.v1';

/** An answer to a command of ours, or what another bank tells by itself. */
export type Answer = {
  [T in Spoken]: { readonly id: string; readonly type: T; readonly data: MessageData<T> };
}[Spoken];

/** A transfer after a step, and what is asked with it. */
export interface Next {
  readonly after: Transfer;
  readonly ask?: Ask;
}

/** Accepts an order. */
export function requested(order: Order, id: string, now: Date): Transfer {
  const createdAt = order.bookedAt ?? now;
  return {
    ...order,
    id,
    status: 'requested',
    declineReason: null,
    debitEntryId: null,
    creditEntryId: null,
    balanceAfter: null,
    available: null,
    countedOn: null,
    breach: null,
    screened: false,
    creditor: order.creditor ?? null,
    debtor: null,
    reasonCode: null,
    withdrawal: null,
    ending: null,
    reversesId: null,
    reversedAmount: 0n,
    timeline: [{ status: 'requested', at: createdAt.toISOString(), by: whoAsks(order), message_id: null }],
    askedAt: now,
    askCount: 1,
    createdAt,
    decidedAt: null,
  };
}

function whoAsks({ kind, bookedAt }: Order): string {
  if (bookedAt) return 'operator';
  return kind === 'reversal' ? 'officer' : kind === 'incoming' ? 'bank' : 'customer';
}

/** The step that an answer leads to; nothing when the answer changes nothing. */
export function decided(transfer: Transfer, answer: Answer, now: Date): Next | undefined {
  const { data } = answer;
  const at = 'booked_at' in data ? data.booked_at : 'decided_at' in data ? data.decided_at : data.at;
  const [by = ''] = answer.type.split('.');
  const to = isKept(transfer, answer) ? ('suspense' as const) : undefined;
  const said = { at: new Date(at), by, messageId: answer.id, to };
  return heard(transfer, wordOf(answer), said, now, told(transfer, answer));
}

/** The step that a customer's wish to end it leads to; nothing when it is too late for that. */
export function cancelled(transfer: Transfer, now: Date): Next | undefined {
  return heard(transfer, 'cancel', { at: now, by: 'customer', messageId: null }, now);
}

/** The step that too long a wait for another bank leads to; nothing when it was taken before. */
export function expired(transfer: Transfer, now: Date): Next | undefined {
  return heard(transfer, 'expiry', { at: now, by: 'timer', messageId: null }, now);
}

/** Whether a payment has waited this long for another bank. */
export function hasExpired({ status, kind, createdAt }: Transfer, now: Date, afterMs: number): boolean {
  return kind === 'external' && status === 'reserved' && now.getTime() - createdAt.getTime() >= afterMs;
}

function wordOf(answer: Answer): Word {
  if (answer.type !== 'bank.payment-withdrawn.v1') return answer.type;
  return answer.data.outcome === 'withdrawn' ? answer.type : 'already asked';
}

function heard(
  transfer: Transfer,
  word: Word,
  said: { at: Date; by: string; messageId: string | null; to?: 'suspense' },
  now: Date,
  change: Partial<Transfer> = {},
): Next | undefined {
  const next = step(transfer.status, word, transfer);
  if (!next) return undefined;
  const { at, by, messageId: message_id, to } = said;
  const done: Step = { status: next.to, at: at.toISOString(), by, message_id, ...(to ? { to } : {}) };
  const after: Transfer = {
    ...transfer,
    ...change,
    ...next.note,
    status: next.to,
    timeline: [...transfer.timeline, done],
    decidedAt: isWaiting(next.to) ? transfer.decidedAt : said.at,
    ...(next.ask ? { askedAt: now, askCount: 1 } : {}),
  };
  // Money that is about to come back was moved first.
  if (next.to === 'returning' && !after.decidedAt) return { after: { ...after, decidedAt: said.at }, ask: next.ask };
  return { after, ask: next.ask };
}

/** Whether money that came back could not be put on its account any more, and the bank keeps it. */
function isKept({ status, fromAccountId }: Transfer, answer: Answer): boolean {
  if (status !== 'returning' || answer.type !== 'account.transfer-posted.v1') return false;
  return answer.data.credit.account_id !== fromAccountId;
}

/** What an answer tells beside where it leads. */
function told(transfer: Transfer, answer: Answer): Partial<Transfer> {
  switch (answer.type) {
    case 'account.transfer-posted.v1':
    case 'account.funds-captured.v1': {
      if (transfer.status === 'returning') return {};
      const { debit, credit } = answer.data;
      const own = transfer.fromAccountId === null ? credit : debit;
      const booked = { debitEntryId: debit.entry_id, creditEntryId: credit.entry_id };
      // The account could not take it, and the bank holds it: its balance is nobody's business.
      if (transfer.kind === 'incoming' && credit.account_id !== transfer.toAccountId)
        return { ...booked, toAccountId: null };
      return { ...booked, balanceAfter: BigInt(own.balance_after.amount_minor) };
    }
    case 'account.transfer-declined.v1':
    case 'account.funds-declined.v1': {
      const { reason, available } = answer.data;
      return {
        declineReason: reason === 'released' ? 'hold_missing' : reason,
        available: available ? BigInt(available.amount_minor) : null,
      };
    }
    case 'account.capture-refused.v1':
      return { declineReason: answer.data.reason === 'account_closed' ? 'account_closed' : 'hold_missing' };
    case 'fraud.transfer-refused.v1':
      return { declineReason: 'transfer_refused' };
    case 'bank.payment-rejected.v1':
      return { declineReason: 'payment_rejected', reasonCode: answer.data.reason };
    case 'bank.payment-returned.v1':
      return { reasonCode: answer.data.reason };
    default:
      return {};
  }
}

/** What was said in a request, whichever route and spelling it came by. */
export interface Said {
  readonly kind: Kind;
  readonly from: string | null;
  /** How the destination was named, and its name; null for a withdrawal. */
  readonly to: {
    readonly by: 'id' | 'number' | 'username' | 'iban';
    readonly name: string;
    /** Who is paid, said beside an IBAN. */
    readonly creditor?: string;
  } | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
  readonly cardId?: string | null;
}

/** Two requests with one key are the same command when these bytes are equal. */
export function fingerprintOf({ kind, from, to, amount, currency, description, cardId }: Said): Buffer {
  const more = [...(cardId ? [cardId] : []), ...(to?.creditor === undefined ? [] : [to.creditor])];
  const normalised = [1, kind, from, to?.by ?? null, to?.name ?? null, String(amount), currency, description, ...more];
  return createHash('sha256').update(JSON.stringify(normalised)).digest();
}

/** Which transfers a list shows, newest first. */
export interface Filter {
  readonly userId?: string;
  readonly accountId?: string;
  /** The account is the user's own: completed transfers into it, and refunds taken from it, are shown too. */
  readonly incoming?: boolean;
  readonly statuses?: readonly Status[];
  readonly kind?: Kind;
  readonly key?: string;
  /** Only those whose money waits for an owner. */
  readonly suspended?: boolean;
  readonly before?: string;
  readonly limit: number;
}

const FIRST_ASK_S = 30;
const ASK_S_MOST = 3_600;

/** When an undecided transfer is asked for again: after 30 s, then doubling. `jitter` (0..1) adds up to a fifth. */
export function nextAskAt(now: Date, askCount: number, jitter: number): Date {
  const seconds = Math.min(ASK_S_MOST, FIRST_ASK_S * 2 ** Math.max(0, askCount - 1));
  return new Date(now.getTime() + Math.round(seconds * 1000 * (1 + 0.2 * jitter)));
}
