import type { MessageData, MessageType } from '@florin/contracts';
import { assert } from '@florin/kernel';
import type { Ask, Status } from './course.js';
import type { Transfer } from './transfer.js';

/** The bank's own account that stands against deposits and withdrawals. */
const CASH = { house: 'cash' } as const;
/** And the one that stands against what is paid with cards. */
const CARDS = { house: 'settlement:cards' } as const;
/** Where money is kept that came for nobody we know, or for an account that can no longer take it. */
const SUSPENSE = { house: 'suspense' } as const;

const minor = (amount: bigint, currency: string): { amount_minor: string; currency: string } => ({
  amount_minor: String(amount),
  currency,
});

/**
 * The customer's account that a transfer is about: debited, or credited by a deposit. The key of all its messages;
 * money that came for nobody we know has none, and goes by its own id.
 */
export function accountOf(transfer: Pick<Transfer, 'id' | 'fromAccountId' | 'toAccountId'>): string {
  return transfer.fromAccountId ?? transfer.toAccountId ?? transfer.id;
}

/** Money that came before and waited in suspense; it does not come from the other bank again. */
const isPassedOn = ({ kind, reversesId }: Transfer): boolean => kind === 'incoming' && reversesId !== null;

/** The two sides of the posting: the bank's own account stands for whoever is no customer. */
function legsOf(transfer: Transfer): Pick<MessageData<'account.post-transfer.v1'>, 'debit' | 'credit'> {
  const { fromAccountId: from, toAccountId: to, creditor, debtor, cardId } = transfer;
  const counter = cardId === null ? CASH : CARDS;
  const other = creditor ?? debtor;
  const house = other === null ? counter : { house: `settlement:${other.bank}` };
  const legs = {
    debit: from === null ? (isPassedOn(transfer) ? SUSPENSE : house) : { account_id: from },
    credit: to === null ? (debtor === null ? house : SUSPENSE) : { account_id: to },
  };
  return transfer.status === 'returning' ? { debit: legs.credit, credit: legs.debit } : legs;
}

/** What the account service is asked to post at once: an own wish, a refund, or what another bank has given back. */
export function postCommand(transfer: Transfer): MessageData<'account.post-transfer.v1'> {
  const fromOutside = (transfer.kind === 'incoming' && !isPassedOn(transfer)) || transfer.status === 'returning';
  const byTheBank = transfer.kind === 'reversal' || isPassedOn(transfer) || fromOutside;
  return {
    transfer_id: transfer.id,
    verb: 'post',
    kind: transfer.kind,
    user_id: transfer.userId,
    ...legsOf(transfer),
    amount: minor(transfer.amount, transfer.currency),
    description: transfer.description,
    ...outsideOf(transfer),
    ...(transfer.cardId === null ? {} : { card_id: transfer.cardId }),
    ...(byTheBank ? { authority: 'bank' as const } : {}),
    ...(fromOutside ? { credit_else: SUSPENSE } : {}),
    ...(transfer.bookedAt ? { booked_at: transfer.bookedAt.toISOString() } : {}),
  };
}

/** Who is on the other side when it is another bank's customer. */
const outsideOf = ({ creditor, debtor }: Transfer) => {
  const other = creditor ?? debtor;
  return other === null ? {} : { counterparty: { name: other.name, iban: other.iban } };
};

/** What the account service is asked of the hold. */
function holdCommand<Verb extends 'reserve' | 'capture' | 'release'>(transfer: Transfer, verb: Verb) {
  const { debit, credit } = legsOf(transfer);
  assert('account_id' in debit, 'what is held is held on an account of a customer');
  const { id: transfer_id, kind, userId: user_id, description } = transfer;
  const amount = minor(transfer.amount, transfer.currency);
  return { transfer_id, verb, kind, user_id, debit, credit, amount, description, ...outsideOf(transfer) };
}

function screenCommand(transfer: Transfer): MessageData<'fraud.screen-transfer.v1'> {
  const { fromAccountId, creditor } = transfer;
  assert(fromAccountId, 'what is screened comes from an account of a customer');
  return {
    transfer_id: transfer.id,
    kind: transfer.kind,
    user_id: transfer.userId,
    from_account_id: fromAccountId,
    to_account_id: transfer.toAccountId,
    creditor: creditor && { iban: creditor.iban, name: creditor.name },
    amount: minor(transfer.amount, transfer.currency),
    description: transfer.description,
    requested_at: transfer.createdAt.toISOString(),
  };
}

function submitCommand(transfer: Transfer): MessageData<'bank.submit-payment.v1'> {
  const { fromAccountId, creditor } = transfer;
  assert(fromAccountId && creditor, 'what goes to another bank has a debtor and a creditor');
  return {
    transfer_id: transfer.id,
    bank: creditor.bank,
    from_account_id: fromAccountId,
    creditor: { iban: creditor.iban, name: creditor.name },
    amount: minor(transfer.amount, transfer.currency),
    description: transfer.description,
  };
}

type Command = { [T in Ask]: { readonly type: T; readonly data: MessageData<T> } }[Ask];

/** The message that a transfer sends when a step asks something. */
export function commandOf(transfer: Transfer, ask: Ask): Command {
  switch (ask) {
    case 'account.post-transfer.v1':
      return { type: ask, data: postCommand(transfer) };
    case 'account.reserve-funds.v1':
      return { type: ask, data: holdCommand(transfer, 'reserve') };
    case 'account.capture-funds.v1':
      return { type: ask, data: holdCommand(transfer, 'capture') };
    case 'account.release-funds.v1':
      return { type: ask, data: holdCommand(transfer, 'release') };
    case 'fraud.screen-transfer.v1':
      return { type: ask, data: screenCommand(transfer) };
    case 'bank.submit-payment.v1':
      return { type: ask, data: submitCommand(transfer) };
    case 'bank.withdraw-payment.v1':
      assert(transfer.creditor, 'only a payment to another bank is asked back');
      return { type: ask, data: { transfer_id: transfer.id, bank: transfer.creditor.bank } };
  }
}

/** What was booked on the settlement account by the step to this status; nothing by most. */
export function bookingOf(before: Transfer, after: Transfer): MessageData<'bank.note-booking.v1'> | undefined {
  const other = after.creditor ?? after.debtor;
  const at = after.timeline.at(-1)?.at;
  const what = whatWasBooked(before.status, after);
  if (!other || !at || !what || isPassedOn(after)) return undefined;
  const payment_id = what === 'incoming' ? after.key?.split(':')[1] : after.id;
  assert(payment_id, 'money that came has the key of its payment');
  const amount = minor(after.amount, after.currency);
  return { transfer_id: after.id, bank: other.bank, payment_id, what, amount, at };
}

function whatWasBooked(before: Status, { kind, status }: Transfer): 'payment' | 'return' | 'incoming' | undefined {
  if (kind === 'incoming') return status === 'completed' ? 'incoming' : undefined;
  if (before === 'capturing' && (status === 'completed' || status === 'returning')) return 'payment';
  return before === 'returning' && status === 'returned' ? 'return' : undefined;
}

/** The Kafka key of a message about a transfer: the bank and the fraud desk know transfers, the rest accounts. */
export function keyOf(transfer: Transfer, type: MessageType): string {
  return type.startsWith('bank.') || type.startsWith('fraud.') ? transfer.id : accountOf(transfer);
}

type Told = 'transfer.completed.v1' | 'transfer.declined.v1' | 'transfer.in-review.v1' | 'transfer.returned.v1';
type Fact = { [T in Told]: { readonly type: T; readonly data: MessageData<T> } }[Told];

/** The statuses that the world is told of. */
const told: readonly Status[] = ['in_review', 'completed', 'declined', 'returned', 'cancelled'];

/** Whether the world is told that a transfer has come to this status. */
export function isTold(status: Status): boolean {
  return told.includes(status);
}

/** What the world is told of a transfer that has come to this status. */
export function factOf(transfer: Transfer): Fact {
  const at = transfer.timeline.at(-1)?.at;
  assert(at, 'a transfer has a beginning');
  const data = {
    transfer_id: transfer.id,
    kind: transfer.kind,
    user_id: transfer.userId,
    amount: minor(transfer.amount, transfer.currency),
    from_account_id: transfer.fromAccountId,
    to_account_id: transfer.toAccountId,
    description: transfer.description,
    at,
    requested_at: transfer.createdAt.toISOString(),
  };
  switch (transfer.status) {
    case 'completed': {
      const { debitEntryId, creditEntryId } = transfer;
      assert(debitEntryId && creditEntryId, 'a completed transfer has two entries');
      const entries = { debit_entry_id: debitEntryId, credit_entry_id: creditEntryId };
      return { type: 'transfer.completed.v1', data: { ...data, ...entries } };
    }
    case 'declined':
      assert(transfer.declineReason, 'a declined transfer has a reason');
      return { type: 'transfer.declined.v1', data: { ...data, reason: transfer.declineReason } };
    case 'cancelled':
      return { type: 'transfer.declined.v1', data: { ...data, reason: 'cancelled' } };
    case 'in_review':
      return { type: 'transfer.in-review.v1', data };
    case 'returned':
      return { type: 'transfer.returned.v1', data };
    default:
      throw new Error(`nobody is told that a transfer is ${transfer.status}`);
  }
}
