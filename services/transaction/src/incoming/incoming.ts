import type { MessageData } from '@florin/contracts';
import { isOwn, numberIn, type OwnBank } from '../transfer/creditor.js';
import { requested, type Transfer } from '../transfer/transfer.js';

/** Whose account has a number: what is needed to pay it. */
export interface Payee {
  readonly number: string;
  readonly accountId: string;
  readonly ownerId: string;
  readonly tenantId: string;
  readonly currency: string;
}

/** Stands for the customer where there is none. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The number of the account that a payment names; undefined when it cannot be one of ours. */
export function numberOf(iban: string, bank: OwnBank): string | undefined {
  return isOwn(iban, bank) ? numberIn(iban) : undefined;
}

/**
 * The transfer that an incoming payment becomes: to the account of its IBAN, or to nobody, which is the suspense
 * account of the tenant that the message names.
 */
export function incomingOf(
  payment: MessageData<'bank.payment-received.v1'>,
  payee: Payee | undefined,
  of: { id: string; tenantId: string; now: Date },
): Transfer {
  const { bank, debtor, amount, payment_id } = payment;
  const takes = payee?.currency === amount.currency ? payee : undefined;
  const order = {
    tenantId: takes?.tenantId ?? of.tenantId,
    userId: takes?.ownerId ?? NOBODY,
    kind: 'incoming' as const,
    fromAccountId: null,
    toAccountId: takes?.accountId ?? null,
    toUserId: takes?.ownerId ?? null,
    amount: BigInt(amount.amount_minor),
    currency: amount.currency,
    description: payment.description as string | null,
    cardId: null,
    key: `${bank}:${payment_id}`,
    fingerprint: Buffer.alloc(0),
    bookedAt: null,
  };
  return { ...requested(order, of.id, of.now), debtor: { bank, iban: debtor.iban, name: debtor.name } };
}
