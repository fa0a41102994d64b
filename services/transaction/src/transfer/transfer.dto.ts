import { ApiProperty } from '@nestjs/swagger';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { invalid } from '@florin/kernel';
import {
  Amount,
  CurrencyCode,
  Id,
  isId,
  OneOf,
  Opaque,
  Optional,
  PageQuery,
  readCursor,
  Text,
} from '@florin/platform/http';
import { statusesShownAs, type Shown } from './answer.js';
import { kinds, type Filter, type Kind } from './transfer.js';
import type { Wish } from './wish.js';

const id = (last: string): string => `01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d${last}`;
export const shownStatuses = Object.keys(statusesShownAs);
const time = '2026-01-31T12:00:00.000Z';

export class TransferBody {
  @Id({ description: 'An account of yours.', example: id('01') })
  from_account_id: string;

  @Optional()
  @Id({ description: 'Exactly one of the four ways to name the destination is given.', example: id('02') })
  to_account_id?: string;

  @Optional()
  @Text(10, { description: 'The ten digits of an account number.' })
  to_account_number?: string;

  @Optional()
  @Text(100, {
    description: "A person of the same bank; paid on that person's oldest open checking account in the currency.",
  })
  to_username?: string;

  @Optional()
  @Text(42, { description: 'An account of this bank or any other; blanks in it do not count.' })
  to_iban?: string;

  @Optional()
  @Text(140, { description: 'Who is paid, beside `to_iban`; needed when the account is at another bank.' })
  creditor_name?: string;

  @Amount()
  amount: string | number;

  @Optional()
  @CurrencyCode({ description: "The source account's when it is left out." })
  currency?: string;

  @Optional()
  @Text(255, { example: 'Rent for February' })
  description?: string;
}

/** The body of the old spelling: the source stands in the query. */
export class OldTransferBody {
  @Id({ example: id('02') })
  to_account_id: string;

  @Amount()
  amount: string | number;

  @Optional()
  @CurrencyCode({ description: "The source account's when it is left out." })
  currency?: string;

  @Optional()
  @Text(255, { example: 'Rent for February' })
  description?: string;
}

export class OldTransferQuery {
  @Id({ description: 'An account of yours.', example: id('01') })
  from_account_id: string;
}

export class CounterBody {
  @OneOf(['credit', 'debit'], { description: '`credit` is a deposit, `debit` a withdrawal.', example: 'credit' })
  type: 'credit' | 'debit';

  @Amount()
  amount: string | number;

  @Optional()
  @CurrencyCode({ description: "The account's when it is left out." })
  currency?: string;

  @Optional()
  @Text(255, { example: 'Birthday money' })
  description?: string;

  @Optional()
  @Id({ description: 'The card that a purchase is paid with: only for `debit`.' })
  card_id?: string;
}

export class TransferQuery extends PageQuery {
  @Optional()
  @OneOf(shownStatuses)
  status?: string;

  @Optional()
  @OneOf(kinds)
  kind?: Kind;

  @Optional()
  @Id({ description: 'Transfers from or to this account; of an own one also what others sent.' })
  account_id?: string;

  @Optional()
  @Opaque(255, { description: 'The Idempotency-Key that a transfer was asked for with.' })
  idempotency_key?: string;
}

export class StepView {
  @ApiProperty({ type: String, enum: shownStatuses, example: 'completed' })
  status: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  at: string;

  @ApiProperty({ type: String, description: 'Who spoke.', example: 'account' })
  by: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The message that said so.',
    example: id('03'),
  })
  message_id: string | null;
}

/** Somebody at another bank. */
export class PartyView {
  @ApiProperty({ type: String, example: 'DE86700900100065124249' })
  iban: string;

  @ApiProperty({ type: String, example: 'Grace Hopper' })
  name: string;
}

export class TransferView implements Shown {
  @ApiProperty({ type: String, format: 'uuid', example: id('00') })
  id: string;

  @ApiProperty({ type: String, enum: shownStatuses, example: 'completed' })
  status: string;

  @ApiProperty({ type: String, enum: [...kinds], example: 'transfer' })
  kind: string;

  @ApiProperty({ type: String, example: '12.50' })
  amount: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null for a deposit.', example: id('01') })
  from_account_id: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null for a withdrawal.',
    example: id('02'),
  })
  to_account_id: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The entry on the debited account.',
    example: id('04'),
  })
  debit_transaction_id: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The entry on the credited account.',
    example: id('05'),
  })
  credit_transaction_id: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    description: "Behind it, on the sender's account; not shown to the recipient.",
    example: '87.50',
  })
  balance_after?: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Of a purchase.', example: null })
  card_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  decline_reason: string | null;

  @ApiProperty({ type: PartyView, required: false, description: 'Who is paid at another bank.' })
  creditor?: PartyView;

  @ApiProperty({ type: PartyView, required: false, description: 'Who has paid from another bank.' })
  debtor?: PartyView;

  @ApiProperty({
    type: String,
    required: false,
    description: 'Why the other bank did not take it or gave it back: an ISO 20022 code.',
    example: 'AC04',
  })
  reason_code?: string;

  @ApiProperty({ type: String, nullable: true, example: 'Rent for February' })
  description: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: time })
  completed_at: string | null;

  @ApiProperty({ type: String, format: 'uuid', required: false, description: 'What it gives back or passes on.' })
  reverses?: string;

  @ApiProperty({ type: String, required: false, description: 'What was given back of it so far, if anything was.' })
  reversed_amount?: string;

  @ApiProperty({ type: [StepView], required: false, description: 'The course; not shown to the recipient.' })
  timeline?: StepView[];
}

/** What the body of a transfer wishes for. Fails with: validation_failed. */
export function toTransfer(body: TransferBody): Wish {
  const { to_account_id, to_account_number, to_username, to_iban, creditor_name } = body;
  const named = [
    to_account_id === undefined ? [] : [{ by: 'id' as const, name: to_account_id.toLowerCase() }],
    to_account_number === undefined ? [] : [{ by: 'number' as const, name: to_account_number }],
    to_username === undefined ? [] : [{ by: 'username' as const, name: to_username.toLowerCase() }],
    to_iban === undefined ? [] : [{ by: 'iban' as const, name: ibanIn(to_iban), creditor: creditor_name }],
  ].flat();
  const [to] = named;
  if (!to || named.length > 1)
    throw invalid('to_account_id', 'give exactly one of to_account_id, to_account_number, to_username, to_iban');
  if (creditor_name !== undefined && to.by !== 'iban') throw invalid('creditor_name', 'goes with to_iban');
  return { kind: 'transfer', from: body.from_account_id.toLowerCase(), to, ...asked(body), cardId: null };
}

/** Reads an IBAN as people write it. Fails with: validation_failed. */
function ibanIn(text: string): string {
  const iban = electronicFormatIBAN(text) ?? '';
  if (!isValidIBAN(iban)) throw invalid('to_iban', 'is not an IBAN: look at its digits again');
  return iban;
}

/** What the old spelling of a transfer wishes for: the very same. */
export function toTransferFrom(query: OldTransferQuery, body: OldTransferBody): Wish {
  return toTransfer({ ...body, ...query });
}

/** What a deposit, a withdrawal or a purchase wishes for. */
export function toCounterWish(accountId: string, body: CounterBody): Wish {
  const cardId = body.card_id?.toLowerCase() ?? null;
  if (body.type === 'debit') return { kind: 'withdrawal', from: accountId, to: null, ...asked(body), cardId };
  return { kind: 'deposit', from: null, to: { by: 'id', name: accountId }, ...asked(body), cardId };
}

function asked(body: {
  amount: string | number;
  currency?: string;
  description?: string;
}): Pick<Wish, 'amount' | 'currency' | 'description'> {
  return { amount: body.amount, currency: body.currency, description: body.description ?? null };
}

/** Which transfers a query wants. Fails with: validation_failed. */
export function toFilter(query: TransferQuery): Filter {
  const [before] = readCursor(query.cursor, 1) ?? [];
  if (before !== undefined && !isId(before)) throw invalid('cursor', 'is not a cursor of this list');
  return {
    before,
    limit: query.limit,
    accountId: query.account_id?.toLowerCase(),
    kind: query.kind,
    key: query.idempotency_key,
    statuses: query.status === undefined ? undefined : statusesShownAs[query.status],
  };
}
