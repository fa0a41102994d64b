import { DomainError } from '@florin/kernel';
import type { ErrorCode } from '../errors.js';
import { fingerprintOf, requested, type Order, type Transfer } from '../transfer/transfer.js';

/** What an officer asks for: the money of this transfer belongs on that account. */
export interface Assignment {
  readonly tenantId: string;
  readonly officerId: string;
  readonly originalId: string;
  readonly accountId: string;
  readonly reason: string;
  readonly key: string | null;
}

/** The account that takes it. */
export interface Taker {
  readonly ownerId: string;
  readonly currency: string;
}

/** Two requests with one key are the same assignment when these bytes are equal. */
export function assignmentPrint({ originalId, accountId, reason }: Assignment): Buffer {
  const to = { by: 'id', name: accountId } as const;
  return fingerprintOf({ kind: 'incoming', from: originalId, to, amount: 0n, currency: '', description: reason });
}

/** Whether the bank keeps the money of a transfer: it came for nobody, or came back to an account that was closed. */
export function isSuspended({ kind, status, toAccountId, reversesId, timeline }: Transfer): boolean {
  if (kind === 'incoming') return status === 'completed' && toAccountId === null && reversesId === null;
  return kind === 'external' && status === 'returned' && timeline.some(({ to }) => to === 'suspense');
}

/**
 * The transfer that passes all of it on; to the customer it is what came from outside.
 * Fails with: not_in_suspense, already_assigned, currency_mismatch.
 */
export function assignmentOf(original: Transfer, wish: Assignment, taker: Taker, id: string, now: Date): Transfer {
  const debtor = original.debtor ?? original.creditor;
  if (!isSuspended(original) || !debtor) throw refused('not_in_suspense', 'Nothing of it waits for an owner.');
  if (original.reversedAmount > 0n) throw refused('already_assigned', 'It was passed on before.');
  if (taker.currency !== original.currency) throw refused('currency_mismatch', 'The account has another currency.');
  const order: Order = {
    tenantId: original.tenantId,
    userId: wish.officerId,
    kind: 'incoming',
    fromAccountId: null,
    toAccountId: wish.accountId,
    toUserId: taker.ownerId,
    amount: original.amount,
    currency: original.currency,
    description: original.description,
    cardId: null,
    key: wish.key,
    fingerprint: assignmentPrint(wish),
    bookedAt: null,
  };
  const asked = requested(order, id, now);
  const timeline = asked.timeline.map((one) => ({ ...one, by: 'officer' }));
  return { ...asked, debtor, reversesId: original.id, timeline };
}

function refused(code: ErrorCode, detail: string): DomainError<ErrorCode> {
  return new DomainError(code, detail);
}
