import type { MessageData } from '@florin/contracts';
import type { BankWord } from '../bank/bank.js';

export const statuses = ['ordered', 'asked', 'accepted', 'settled', 'rejected', 'returned', 'withdrawn'] as const;
export type Status = (typeof statuses)[number];

/** A payment to somebody at another bank. Its id is the transfer's, at the other bank too. */
export interface Payment {
  readonly id: string;
  readonly tenantId: string;
  readonly bank: string;
  readonly creditor: { readonly iban: string; readonly name: string };
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
  readonly status: Status;
  readonly reference: string | null;
  /** Why it was rejected or came back: an ISO 20022 code. */
  readonly reason: string | null;
  readonly tries: number;
}

/** Where a word can lead from: what comes twice, or late, leads nowhere. */
const leads: Readonly<Record<BankWord['says'], readonly Status[]>> = {
  accepted: ['asked'],
  rejected: ['asked'],
  settled: ['asked', 'accepted'],
  returned: ['asked', 'accepted', 'settled'],
};

/** The payment after a word of the other bank; nothing when the word changes nothing. */
export function heard(payment: Payment, word: BankWord): Payment | undefined {
  if (!leads[word.says].includes(payment.status)) return undefined;
  return {
    ...payment,
    status: word.says,
    reference: 'reference' in word ? word.reference : payment.reference,
    reason: 'reason' in word ? word.reason : payment.reason,
  };
}

type Told =
  | 'bank.payment-accepted.v1'
  | 'bank.payment-settled.v1'
  | 'bank.payment-rejected.v1'
  | 'bank.payment-returned.v1'
  | 'bank.payment-withdrawn.v1';
export type Fact = { [T in Told]: { readonly type: T; readonly data: MessageData<T> } }[Told];

/** What is told of a payment as it stands; nothing while nobody knows. */
export function factOf(payment: Payment, at: string): Fact | undefined {
  const { id: transfer_id, reference, reason } = payment;
  const known = { transfer_id, reference: reference ?? 'unknown', at };
  switch (payment.status) {
    case 'ordered':
    case 'asked':
      return undefined;
    case 'accepted':
      return { type: 'bank.payment-accepted.v1', data: known };
    case 'settled':
      return { type: 'bank.payment-settled.v1', data: known };
    case 'rejected':
      return { type: 'bank.payment-rejected.v1', data: { transfer_id, reason: reason ?? 'NARR', at } };
    case 'returned':
      return { type: 'bank.payment-returned.v1', data: { ...known, reason: reason ?? 'NARR' } };
    case 'withdrawn':
      return { type: 'bank.payment-withdrawn.v1', data: { transfer_id, outcome: 'withdrawn', at } };
  }
}

/** Whether the other bank still owes us a word. */
export function isOpen(status: Status): boolean {
  return status === 'ordered' || status === 'asked' || status === 'accepted';
}

const AGAIN_MS = 1_000;
const AGAIN_MS_MOST = 60_000;
const LOOK_MS = 5_000;
const LOOK_MS_MOST = 600_000;

/**
 * How long until the other bank is asked again: soon when it did not answer, later when it has the payment and its
 * callback may come. Doubling; `jitter` (0..1) takes up to half of it off, so that many do not come at once.
 */
export function againAfterMs(status: Status, tries: number, jitter: number): number {
  const [first, most] = status === 'accepted' ? [LOOK_MS, LOOK_MS_MOST] : [AGAIN_MS, AGAIN_MS_MOST];
  return Math.round(Math.min(most, first * 2 ** Math.min(tries - 1, 20)) * (1 - jitter / 2));
}
