import { createHash } from 'node:crypto';
import type { MessageData, MessageType } from '@florin/contracts';

export const kinds = ['deposit', 'withdrawal', 'transfer'] as const;
export type Kind = (typeof kinds)[number];

export const statuses = ['requested', 'completed', 'declined'] as const;
export type Status = (typeof statuses)[number];

export type DeclineReason = MessageData<'account.transfer-declined.v1'>['reason'];

/** One step of the course: where it led, when, who spoke, and the message that said so. */
export interface Step {
  readonly status: Status;
  readonly at: string;
  readonly by: string;
  readonly message_id: string | null;
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
  readonly key: string | null;
  readonly fingerprint: Buffer;
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
  readonly timeline: readonly Step[];
  readonly askedAt: Date;
  readonly askCount: number;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
}

/** What a transfer can hear: a message, or that nothing was heard for too long. */
export type Word = 'account.transfer-posted.v1' | 'account.transfer-declined.v1' | 'timer';

interface Course {
  readonly to: Status;
  /** The command that goes out with the step. */
  readonly ask?: MessageType;
}

/** The course of a transfer. What is not here does not happen: a word heard twice or too late changes nothing. */
export const course: Readonly<Partial<Record<Status, Partial<Record<Word, Course>>>>> = {
  requested: {
    'account.transfer-posted.v1': { to: 'completed' },
    'account.transfer-declined.v1': { to: 'declined' },
    timer: { to: 'requested', ask: 'account.post-transfer.v1' },
  },
};

/** Where a word leads from a status; nothing when it means nothing there. */
export function step(status: Status, heard: Word): Course | undefined {
  return course[status]?.[heard];
}

/** Whether a transfer still waits for a word. */
export function isWaiting(status: Status): boolean {
  return course[status] !== undefined;
}

/** The account service's answer to a command of ours. */
export type Answer =
  | {
      readonly id: string;
      readonly type: 'account.transfer-posted.v1';
      readonly data: MessageData<'account.transfer-posted.v1'>;
    }
  | {
      readonly id: string;
      readonly type: 'account.transfer-declined.v1';
      readonly data: MessageData<'account.transfer-declined.v1'>;
    };

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
    timeline: [
      {
        status: 'requested',
        at: createdAt.toISOString(),
        by: order.bookedAt ? 'operator' : 'customer',
        message_id: null,
      },
    ],
    askedAt: now,
    askCount: 1,
    createdAt,
    decidedAt: null,
  };
}

/** The transfer after an answer; nothing when the answer changes nothing. */
export function decided(transfer: Transfer, answer: Answer): Transfer | undefined {
  const next = step(transfer.status, answer.type);
  if (!next) return undefined;
  const at = answer.type === 'account.transfer-posted.v1' ? answer.data.booked_at : answer.data.decided_at;
  const decidedAt = new Date(at);
  const said: Step = { status: next.to, at: decidedAt.toISOString(), by: 'account', message_id: answer.id };
  const after = { ...transfer, status: next.to, decidedAt, timeline: [...transfer.timeline, said] };
  if (answer.type === 'account.transfer-declined.v1') {
    const { reason, available } = answer.data;
    return { ...after, declineReason: reason, available: available ? BigInt(available.amount_minor) : null };
  }
  const { debit, credit } = answer.data;
  const own = transfer.kind === 'deposit' ? credit : debit;
  return {
    ...after,
    debitEntryId: debit.entry_id,
    creditEntryId: credit.entry_id,
    balanceAfter: BigInt(own.balance_after.amount_minor),
  };
}

/** What was said in a request, whichever route and spelling it came by. */
export interface Said {
  readonly kind: Kind;
  readonly from: string | null;
  /** How the destination was named, and its name; null for a withdrawal. */
  readonly to: { readonly by: 'id' | 'number' | 'username'; readonly name: string } | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
}

/** Two requests with one key are the same command when these bytes are equal. */
export function fingerprintOf({ kind, from, to, amount, currency, description }: Said): Buffer {
  const normalised = [1, kind, from, to?.by ?? null, to?.name ?? null, String(amount), currency, description];
  return createHash('sha256').update(JSON.stringify(normalised)).digest();
}

/** Which transfers a list shows, newest first. */
export interface Filter {
  readonly userId?: string;
  readonly accountId?: string;
  /** The account is the user's own: completed transfers into it, whoever sent them, are shown too. */
  readonly incoming?: boolean;
  readonly statuses?: readonly Status[];
  readonly kind?: Kind;
  readonly key?: string;
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
