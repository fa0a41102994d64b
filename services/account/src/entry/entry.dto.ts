import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '@florin/kernel';
import { Id, Instant, OneOf, Optional, PageQuery, readCursor, Text } from '@florin/platform/http';
import type { Terms } from '../account/account.js';
import { categoryOf } from './category.js';
import {
  entryStatuses,
  entryTypes,
  placeOf,
  spanOf,
  type Entry,
  type EntryFilter,
  type EntryStatus,
  type EntryType,
} from './entry.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';

export class EntryQuery extends PageQuery {
  @Optional()
  @OneOf(entryStatuses)
  status?: EntryStatus;

  @Optional()
  @OneOf(entryTypes)
  type?: EntryType;

  @Optional()
  @Instant({ description: 'Booked then or later; a day means from its beginning (UTC).', example: '2026-01-01' })
  from?: string;

  @Optional()
  @Instant({ description: 'Booked then or earlier; a day means to its end (UTC).', example: '2026-01-31' })
  to?: string;

  @Optional()
  @Id({ description: 'Purchases with this card.' })
  card_id?: string;
}

export class CategoryBody {
  @Text(50, { description: "The customer's own word for it.", example: 'holidays' })
  category: string;
}

/** Where a line stands in the history of its account. */
export const placeOnAccount = ({ seq, id: entryId }: Entry): string[] => [seq === null ? entryId : String(seq)];

/** Fails with: validation_failed. */
export function toFilter({ status, type, from, to, card_id, cursor }: EntryQuery): EntryFilter {
  const place = readCursor(cursor, 1);
  const card = card_id === undefined ? {} : { cardId: card_id.toLowerCase() };
  return { status, type, ...spanOf(from, to), ...card, ...(place ? placeOf(place[0] as string) : {}) };
}

export class CounterpartyView {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null for the bank itself.', example: id })
  account_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: '4823915073' })
  number: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of somebody at another bank.', example: null })
  name: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'DE44100200304823915073' })
  iban: string | null;
}

export class EntryView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, format: 'uuid', example: id })
  account_id: string;

  @ApiProperty({ type: String, enum: [...entryTypes], example: 'debit' })
  type: string;

  @ApiProperty({ type: String, description: 'What it came from.', example: 'transfer' })
  kind: string;

  @ApiProperty({ type: String, description: 'Without a sign; the type says which way.', example: '12.50' })
  amount: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: String, enum: [...entryStatuses], example: 'approved' })
  status: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The balance behind it; a declined entry leaves it as it was. Null while it is pending.',
    example: '87.50',
  })
  balance_after: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Rent' })
  description: string | null;

  @ApiProperty({ type: String, description: "The customer's word for it, else the bank's.", example: 'housing' })
  category: string;

  @ApiProperty({ type: String, format: 'uuid', example: id })
  transfer_id: string;

  @ApiProperty({ type: CounterpartyView })
  counterparty: CounterpartyView;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  card_id: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why a declined entry was declined.', example: null })
  decline_reason: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  created_at: string;
}

export function entryView(entry: Entry, terms: Terms): EntryView {
  const { amount, currency } = entry;
  const { accountId, number, name, iban } = entry.counterparty;
  return {
    id: entry.id,
    account_id: entry.accountId,
    type: amount < 0n ? 'debit' : 'credit',
    kind: entry.kind,
    amount: formatAmount(amount < 0n ? -amount : amount, currency),
    currency,
    status: entry.status,
    balance_after: entry.balanceAfter === null ? null : formatAmount(entry.balanceAfter, entry.accountCurrency),
    description: entry.description,
    category: entry.note ?? categoryOf(entry),
    transfer_id: entry.transferId,
    counterparty: { account_id: accountId, number, name, iban: number === null ? iban : terms.ibanOf({ number }) },
    card_id: entry.cardId,
    decline_reason: entry.declineReason,
    created_at: entry.bookedAt.toISOString(),
  };
}
