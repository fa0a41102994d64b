import type { MessageData } from '@florin/contracts';
import { assert } from '@florin/kernel';
import type { Transfer } from './transfer.js';

/** The bank's own account that stands against deposits and withdrawals. */
const HOUSE = { house: 'cash' } as const;

const minor = (amount: bigint, currency: string): { amount_minor: string; currency: string } => ({
  amount_minor: String(amount),
  currency,
});

/** The customer's account that a transfer is about: debited, or credited by a deposit. The key of all its messages. */
export function accountOf(transfer: Pick<Transfer, 'fromAccountId' | 'toAccountId'>): string {
  const id = transfer.fromAccountId ?? transfer.toAccountId;
  assert(id, 'a transfer has a customer on one side at least');
  return id;
}

/** What the account service is asked. */
export function postCommand(transfer: Transfer): MessageData<'account.post-transfer.v1'> {
  return {
    transfer_id: transfer.id,
    verb: 'post',
    kind: transfer.kind,
    user_id: transfer.userId,
    debit: transfer.fromAccountId === null ? HOUSE : { account_id: transfer.fromAccountId },
    credit: transfer.toAccountId === null ? HOUSE : { account_id: transfer.toAccountId },
    amount: minor(transfer.amount, transfer.currency),
    description: transfer.description,
    ...(transfer.bookedAt ? { booked_at: transfer.bookedAt.toISOString() } : {}),
  };
}

/** What the world is told of a decided transfer. */
export function factOf(
  transfer: Transfer,
):
  | { type: 'transfer.completed.v1'; data: MessageData<'transfer.completed.v1'> }
  | { type: 'transfer.declined.v1'; data: MessageData<'transfer.declined.v1'> } {
  assert(transfer.decidedAt, 'only a decided transfer is told');
  const fact = {
    transfer_id: transfer.id,
    kind: transfer.kind,
    user_id: transfer.userId,
    amount: minor(transfer.amount, transfer.currency),
    from_account_id: transfer.fromAccountId,
    to_account_id: transfer.toAccountId,
    description: transfer.description,
    at: transfer.decidedAt.toISOString(),
    requested_at: transfer.createdAt.toISOString(),
  };
  if (transfer.status === 'declined') {
    assert(transfer.declineReason, 'a declined transfer has a reason');
    return { type: 'transfer.declined.v1', data: { ...fact, reason: transfer.declineReason } };
  }
  assert(transfer.debitEntryId && transfer.creditEntryId, 'a completed transfer has two entries');
  return {
    type: 'transfer.completed.v1',
    data: { ...fact, debit_entry_id: transfer.debitEntryId, credit_entry_id: transfer.creditEntryId },
  };
}
