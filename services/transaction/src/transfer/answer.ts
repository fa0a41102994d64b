import { assert, DomainError, formatAmount } from '@florin/kernel';
import type { ErrorCode } from '../errors.js';
import { breachWords } from '../limit/limit.js';
import { isWaiting, type DeclineReason, type Party, type Status, type Step, type Transfer } from './transfer.js';

/** What a status is called outside: whatever is under way is pending. */
export function shownStatus(status: Status): string {
  return isWaiting(status) && status !== 'in_review' ? 'pending' : status;
}

/** Which statuses a customer means by a word. */
export const statusesShownAs: Readonly<Record<string, readonly Status[]>> = {
  pending: ['requested', 'reserved', 'capturing', 'releasing', 'returning'],
  in_review: ['in_review'],
  completed: ['completed'],
  declined: ['declined'],
  returned: ['returned'],
  cancelled: ['cancelled'],
};

/** A transfer as its sender, its recipient or the bank's staff may see it. */
export interface Shown {
  id: string;
  status: string;
  kind: string;
  amount: string;
  currency: string;
  from_account_id: string | null;
  to_account_id: string | null;
  debit_transaction_id: string | null;
  credit_transaction_id: string | null;
  card_id: string | null;
  balance_after?: string | null;
  decline_reason: string | null;
  creditor?: { iban: string; name: string };
  debtor?: { iban: string; name: string };
  reason_code?: string;
  description: string | null;
  created_at: string;
  completed_at: string | null;
  reverses?: string;
  reversed_amount?: string;
  timeline?: (Omit<Step, 'status'> & { status: string })[];
}

/** What anybody may see who has to do with it. Nothing but the transfer decides it, so a repeat looks the same. */
export function recipientView(transfer: Transfer): Shown {
  return {
    id: transfer.id,
    status: shownStatus(transfer.status),
    kind: transfer.kind,
    amount: formatAmount(transfer.amount, transfer.currency),
    currency: transfer.currency,
    from_account_id: transfer.fromAccountId,
    to_account_id: transfer.toAccountId,
    debit_transaction_id: transfer.debitEntryId,
    credit_transaction_id: transfer.creditEntryId,
    card_id: transfer.cardId,
    decline_reason: transfer.declineReason,
    ...(transfer.creditor === null ? {} : { creditor: partyView(transfer.creditor) }),
    ...(transfer.debtor === null ? {} : { debtor: partyView(transfer.debtor) }),
    ...(transfer.reasonCode === null ? {} : { reason_code: transfer.reasonCode }),
    description: transfer.description,
    created_at: transfer.createdAt.toISOString(),
    completed_at: transfer.status === 'completed' && transfer.decidedAt ? transfer.decidedAt.toISOString() : null,
    ...(transfer.reversesId === null ? {} : { reverses: transfer.reversesId }),
  };
}

const partyView = ({ iban, name }: Party): { iban: string; name: string } => ({ iban, name });

/** The whole transfer, with the balance behind it and its course: for whoever asked for it, and for the staff. */
export function view(transfer: Transfer): Shown {
  const { balanceAfter, currency } = transfer;
  return {
    ...recipientView(transfer),
    balance_after: balanceAfter === null ? null : formatAmount(balanceAfter, currency),
    timeline: transfer.timeline.map(({ status, at, by, message_id }) => ({
      status: shownStatus(status),
      at,
      by,
      message_id,
    })),
  };
}

/** How it stands now: beside what it was answered with, what has been given back since. */
export function standing(transfer: Transfer, as: (transfer: Transfer) => Shown = view): Shown {
  const { reversedAmount, currency } = transfer;
  const back = reversedAmount === 0n ? {} : { reversed_amount: formatAmount(reversedAmount, currency) };
  return { ...as(transfer), ...back };
}

/** Reason → what the customer reads. The codes are the reasons; errors.ts has their status. */
const words: Readonly<Record<Exclude<DeclineReason, 'limit_exceeded'>, string>> = {
  account_not_found: 'The source is not an account of yours, or the destination does not exist.',
  same_account: 'Choose another destination.',
  account_closed: 'One of the accounts is closed.',
  account_frozen: 'The source account is frozen. Ask the bank.',
  card_not_found: 'You have no such card.',
  card_not_usable: 'The card is frozen, over, expired, or of another account.',
  currency_mismatch: 'Both accounts must be kept in the currency of the transfer.',
  insufficient_funds: 'Pay something in, or send less.',
  hold_missing: 'Nothing was booked. Ask the bank.',
  transfer_refused: 'Nothing was booked. Ask the bank.',
  payment_rejected: 'The money is back on your account.',
};

/** The refusal that a declined transfer is answered with, also when it is asked for again. */
export function refusalOf(transfer: Transfer): DomainError<ErrorCode> {
  const { declineReason: reason, available, currency } = transfer;
  assert(reason, 'a declined transfer has a reason');
  if (reason === 'limit_exceeded') return overLimit(transfer);
  const funds =
    reason !== 'insufficient_funds'
      ? {}
      : {
          requested: formatAmount(transfer.amount, currency),
          available: available === null ? null : formatAmount(available, currency),
          currency,
        };
  return new DomainError(reason, words[reason], { transfer_id: transfer.id, ...funds });
}

/** Which limit was reached, and how much of it was left. */
function overLimit({ id, breach, kind, amount, currency }: Transfer): DomainError<ErrorCode> {
  assert(breach, 'a transfer that a limit refused names it');
  return new DomainError('limit_exceeded', breachWords(breach, kind, currency), {
    transfer_id: id,
    limit: breach.window,
    kind,
    most: formatAmount(BigInt(breach.most), currency),
    left: formatAmount(BigInt(breach.left), currency),
    requested: formatAmount(amount, currency),
    currency,
  });
}
