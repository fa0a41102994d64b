import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { invalid, isCurrency } from '@florin/kernel';
import { isAmount, isId, isText, Opaque } from '@florin/platform/http';
import { shownStatuses, toTransfer, TransferBody, TransferView } from '../transfer/transfer.dto.js';
import type { Wish } from '../transfer/wish.js';

const ITEMS_MOST = 500;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** One transfer of a bulk: documented here and judged by itself below, so that it cannot refuse its neighbours. */
export class BulkItemBody extends TransferBody {
  @Opaque(255, { description: 'Each item has its own.', example: 'payroll-2026-01-ada' })
  idempotency_key: string;
}

export class BulkBody {
  @ApiProperty({ type: [BulkItemBody], minItems: 1, maxItems: ITEMS_MOST })
  @IsArray({ message: 'must be a list' })
  @ArrayMinSize(1, { message: 'must have an item at least' })
  @ArrayMaxSize(ITEMS_MOST, { message: `must have ${ITEMS_MOST} items at most` })
  transfers: unknown[];
}

export class ItemProblemView {
  @ApiProperty({ type: String })
  type: string;

  @ApiProperty({ type: String, example: 'The account does not hold enough' })
  title: string;

  @ApiProperty({ type: Number, example: 422 })
  status: number;

  @ApiProperty({ type: String, example: 'insufficient_funds' })
  code: string;

  @ApiProperty({ type: String, required: false, example: 'Pay something in, or send less.' })
  detail?: string;
}

export class BulkItemView {
  @ApiProperty({ type: Number, example: 0 })
  index: number;

  @ApiProperty({
    type: String,
    enum: [...shownStatuses, 'refused'],
    description: 'The status of the transfer; `refused` when none was accepted.',
    example: 'completed',
  })
  status: string;

  @ApiProperty({ type: TransferView, required: false })
  transfer?: TransferView;

  @ApiProperty({ type: ItemProblemView, required: false, description: 'As a single transfer would be answered.' })
  error?: ItemProblemView;
}

export class BulkView {
  @ApiProperty({ type: [BulkItemView] })
  items: BulkItemView[];
}

const isLine = (max: number) => (value: unknown) => typeof value === 'string' && isText(value.trim(), max);
const isKey = (value: unknown): boolean => typeof value === 'string' && KEY.test(value);

/** Field → its rule, whether it must be there, and what is said of it. The rules are those of a single transfer. */
const fields: Readonly<Record<keyof BulkItemBody, [(value: unknown) => boolean, boolean, string]>> = {
  idempotency_key: [isKey, true, 'must be 1 to 255 visible ASCII characters'],
  from_account_id: [isId, true, 'must be a UUID'],
  to_account_id: [isId, false, 'must be a UUID'],
  to_account_number: [isLine(10), false, 'must be 1 to 10 characters of text without control characters'],
  to_username: [isLine(100), false, 'must be 1 to 100 characters of text without control characters'],
  to_iban: [isLine(42), false, 'must be 1 to 42 characters of text without control characters'],
  creditor_name: [isLine(140), false, 'must be 1 to 140 characters of text without control characters'],
  amount: [isAmount, true, 'must be a decimal amount like "12.50"'],
  currency: [(value) => typeof value === 'string' && isCurrency(value), false, 'must be an ISO 4217 currency code'],
  description: [isLine(255), false, 'must be 1 to 255 characters of text without control characters'],
};

/** What one item wishes for. Fails with: validation_failed. */
export function toItem(given: unknown, index: number): { key: string; wish: Wish } {
  const at = `transfers.${index}`;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid(at, 'must be a transfer');
  const item: Record<string, unknown> = { ...given };
  for (const name of Object.keys(item))
    if (!Object.hasOwn(fields, name)) throw invalid(`${at}.${name.slice(0, 100)}`, 'is not known here');
  for (const [name, [test, needed, words]] of Object.entries(fields)) {
    const value = item[name];
    if (value === undefined ? needed : !test(value)) throw invalid(`${at}.${name}`, words);
    if (typeof value === 'string' && name !== 'idempotency_key' && name !== 'amount') item[name] = value.trim();
  }
  const body = item as unknown as BulkItemBody;
  return { key: body.idempotency_key, wish: toTransfer(body) };
}
