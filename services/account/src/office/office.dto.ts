import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, invalid } from '@florin/kernel';
import { CurrencyCode, Id, isId, OneOf, Optional, PageQuery, readCursor, Text } from '@florin/platform/http';
import {
  accountStatuses,
  accountTypes,
  hasTenDigits,
  type AccountStatus,
  type AccountType,
  type Terms,
} from '../account/account.js';
import { AccountView, accountView, OpenAccountBody } from '../account/account.dto.js';
import type { Entry, EntryFilter } from '../entry/entry.js';
import { EntryQuery, toFilter } from '../entry/entry.dto.js';
import type { File, FileFilter, Summary } from './office.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';
const time = '2026-01-31T12:00:00.000Z';
const money = { type: String, example: '1250.00' } as const;
const count = { type: 'integer', example: 12 } as const;

export class OpenForCustomerBody extends OpenAccountBody {
  @Id({ description: 'The customer who will own it.' })
  owner_id: string;
}

export class FileQuery extends PageQuery {
  @Optional()
  @Id()
  owner_id?: string;

  @Optional()
  @Text(32, { example: '4823915073' })
  number?: string;

  @Optional()
  @OneOf(accountStatuses)
  status?: AccountStatus;

  @Optional()
  @OneOf(accountTypes)
  type?: AccountType;

  @Optional()
  @CurrencyCode()
  currency?: string;
}

/** Which accounts a query wants. Fails with: validation_failed. */
export function toFileFilter({ owner_id, number, status, type, currency, cursor }: FileQuery): FileFilter {
  if (number !== undefined && !hasTenDigits(number)) throw invalid('number', 'must be ten digits');
  const [at, before] = readCursor(cursor, 2) ?? [];
  const named = { ownerId: owner_id?.toLowerCase(), number, status, type, currency };
  if (at === undefined || before === undefined) return named;
  const createdAt = new Date(at);
  if (Number.isNaN(createdAt.getTime()) || !isId(before)) throw invalid('cursor', 'is not a cursor of this list');
  return { ...named, before: { createdAt, id: before } };
}

export const placeOfFile = ({ account }: File): string[] => [account.createdAt.toISOString(), account.id];

/** Which lines of the tenant a query wants: of holds and lines, the cursor names one. Fails with: validation_failed. */
export function toOfficeFilter({ cursor, ...query }: EntryQuery): EntryFilter & { readonly beforeId?: string } {
  const filter = toFilter(query as EntryQuery);
  const [what, before] = readCursor(cursor, 2) ?? [];
  if (what === undefined) return filter;
  if (!isId(before) || !['entry', 'hold'].includes(what)) throw invalid('cursor', 'is not a cursor of this list');
  return what === 'hold' ? { ...filter, beforeHold: before } : { ...filter, beforeId: before };
}

export const placeOfEntry = ({ seq, id: entryId }: Entry): string[] => [seq === null ? 'hold' : 'entry', entryId];

export class FreezeView {
  @ApiProperty({ type: String, example: 'Reported as stolen' })
  reason: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The officer.', example: id })
  by: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  at: string;
}

export class CustomerAccountView extends AccountView {
  @ApiProperty({ type: FreezeView, nullable: true, description: 'Why it is frozen, if it is.' })
  freeze: FreezeView | null;
}

export function customerAccountView({ account, freeze }: File, terms: Terms): CustomerAccountView {
  const frozen = freeze && { reason: freeze.reason, by: freeze.by, at: freeze.at.toISOString() };
  return { ...accountView(account, terms.ibanOf(account)), freeze: frozen };
}

export class HouseView {
  @ApiProperty({ type: String, example: 'cash' })
  name: string;

  @ApiProperty({ ...money, example: '-1250.00' })
  balance: string;
}

export class CurrencyTotalsView {
  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty(count)
  accounts: number;

  @ApiProperty({ ...money, description: 'What customers have, all together.' })
  balance: string;

  @ApiProperty({ ...money, example: '0.00' })
  held: string;

  @ApiProperty({ type: [HouseView], description: "The bank's own accounts." })
  house: HouseView[];
}

export class AccountCountsView {
  @ApiProperty(count)
  active: number;

  @ApiProperty(count)
  frozen: number;

  @ApiProperty(count)
  closed: number;
}

export class BankSummaryView {
  @ApiProperty({ ...count, description: 'Who have an account.' })
  customers: number;

  @ApiProperty({ type: AccountCountsView })
  accounts: AccountCountsView;

  @ApiProperty({ ...count, description: 'Cards that are good, frozen ones included.' })
  cards: number;

  @ApiProperty({ ...count, description: 'Transfers for which something is held.' })
  pending: number;

  @ApiProperty({ type: [CurrencyTotalsView] })
  currencies: CurrencyTotalsView[];

  @ApiProperty({ type: String, format: 'date-time', example: time })
  as_of: string;
}

export function bankSummaryView({ currencies, ...summary }: Summary, now: Date): BankSummaryView {
  return {
    ...summary,
    accounts: { ...summary.accounts },
    currencies: currencies.map(({ currency, accounts, balance, held, house }) => ({
      currency,
      accounts,
      balance: formatAmount(balance, currency),
      held: formatAmount(held, currency),
      house: house.map((one) => ({ name: one.name, balance: formatAmount(one.balance, currency) })),
    })),
    as_of: now.toISOString(),
  };
}
