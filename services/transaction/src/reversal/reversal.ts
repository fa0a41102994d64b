import { DomainError, formatAmount } from '@florin/kernel';
import type { ErrorCode } from '../errors.js';
import { fingerprintOf, requested, type Order, type Transfer } from '../transfer/transfer.js';

/** What an officer asks for; without an amount, all that is left of the original. */
export interface Refund {
  readonly tenantId: string;
  readonly officerId: string;
  readonly originalId: string;
  readonly amount: bigint | null;
  readonly currency: string;
  readonly reason: string;
  readonly key: string | null;
}

/** Two requests with one key are the same refund when these bytes are equal. */
export function refundPrint({ originalId, amount, currency, reason }: Refund): Buffer {
  return fingerprintOf({
    kind: 'reversal',
    from: originalId,
    to: null,
    amount: amount ?? 0n,
    currency,
    description: reason,
  });
}

/**
 * The transfer that gives it back: the other way round. Fails with: not_reversible, already_reversed,
 * amount_out_of_range.
 */
export function reversalOf(original: Transfer, refund: Refund, id: string, now: Date): Transfer {
  const { status, kind, currency } = original;
  if (status !== 'completed') throw refused('not_reversible', 'Only what is completed can be given back.');
  if (kind === 'reversal' || kind === 'external' || kind === 'incoming')
    throw refused('not_reversible', `A transfer of kind ${kind} cannot be reversed.`);
  const left = original.amount - original.reversedAmount;
  if (left <= 0n) throw refused('already_reversed', 'All of it was given back.');
  const amount = refund.amount ?? left;
  if (amount > left) {
    const most = `${formatAmount(left, currency)} ${currency}`;
    throw refused('amount_out_of_range', `At most ${most} can still be given back.`);
  }
  const order: Order = {
    tenantId: original.tenantId,
    userId: refund.officerId,
    kind: 'reversal',
    fromAccountId: original.toAccountId,
    toAccountId: original.fromAccountId,
    toUserId: original.userId,
    amount,
    currency,
    description: refund.reason,
    cardId: original.cardId,
    key: refund.key,
    fingerprint: refundPrint(refund),
    bookedAt: null,
  };
  return { ...requested(order, id, now), reversesId: original.id };
}

function refused(code: ErrorCode, detail: string): DomainError<ErrorCode> {
  return new DomainError(code, detail);
}
