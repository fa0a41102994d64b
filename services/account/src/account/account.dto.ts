import { ApiProperty } from '@nestjs/swagger';
import { DomainError, formatAmount, invalid } from '@florin/kernel';
import { CurrencyCode, Id, Instant, OneOf, Optional, Text } from '@florin/platform/http';
import { accountStatuses, accountTypes, type Account, type AccountType, type Opening } from './account.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';
const time = '2026-01-31T12:00:00.000Z';
const money = { type: String, example: '1250.00' } as const;

export class OpenAccountBody {
  @Optional()
  @OneOf(accountTypes, { description: 'checking unless said.', example: 'checking' })
  type: AccountType = 'checking';

  @Optional()
  @CurrencyCode({ description: 'One of the currencies that the bank offers; USD unless said.' })
  currency: string = 'USD';

  @Optional()
  @Text(100, { description: "The customer's own name for it.", example: 'Household' })
  name?: string;
}

export function toOpening(body: OpenAccountBody): Opening {
  return { type: body.type, currency: body.currency, name: body.name ?? null };
}

export class RenameBody {
  @Text(100, { description: "The customer's own name for it.", example: 'Household' })
  name: string;
}

export class BalanceQuery {
  @Optional()
  @Instant({ description: 'A past instant; a day means its beginning (UTC).', example: '2026-01-31T12:00:00Z' })
  at?: string;
}

export const instantIn = ({ at }: BalanceQuery): Date | undefined => (at === undefined ? undefined : new Date(at));

export class AccountView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, description: 'Ten digits; the last one is a check digit.', example: '4823915073' })
  number: string;

  @ApiProperty({ type: String, enum: [...accountTypes], example: 'checking' })
  type: string;

  @ApiProperty({ type: String, nullable: true, example: 'Household' })
  name: string | null;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: String, enum: [...accountStatuses], example: 'active' })
  status: string;

  @ApiProperty(money)
  balance: string;

  @ApiProperty({ ...money, description: 'What can be spent: the balance without what is held.' })
  available_balance: string;

  @ApiProperty({ ...money, description: 'Set aside for transfers that are not decided yet.', example: '0.00' })
  held: string;

  @ApiProperty({ type: String, example: 'DE44100200304823915073' })
  iban: string;

  @ApiProperty({ type: String, format: 'uuid', example: id })
  owner_id: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  updated_at: string;
}

export function accountView(account: Account, iban: string): AccountView {
  const { balance, held, currency } = account;
  return {
    id: account.id,
    number: account.number,
    type: account.type,
    name: account.name,
    currency,
    status: account.status,
    balance: formatAmount(balance, currency),
    available_balance: formatAmount(balance - held, currency),
    held: formatAmount(held, currency),
    iban,
    owner_id: account.ownerId,
    created_at: account.createdAt.toISOString(),
    updated_at: account.updatedAt.toISOString(),
  };
}

export class LookupQuery {
  @Optional()
  @Text(32, { description: 'Ten digits.', example: '4823915073' })
  number?: string;

  @Optional()
  @Text(32, { description: 'The same under another name.', example: '4823915073' })
  account_number?: string;
}

/** Fails with: validation_failed. */
export function numberIn(query: LookupQuery): string {
  const number = query.number ?? query.account_number;
  if (number === undefined) throw invalid('number', 'is required');
  return number;
}

/** What a payer may know of a payee's account, and nothing else. */
export class PayeeView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, example: '4823915073' })
  number: string;

  @ApiProperty({ type: String, enum: [...accountTypes], example: 'checking' })
  type: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;
}

export function payeeView({ id: accountId, number, type, currency }: Account): PayeeView {
  return { id: accountId, number, type, currency };
}

export class BalanceView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  account_id: string;

  @ApiProperty(money)
  balance: string;

  @ApiProperty(money)
  available_balance: string;

  @ApiProperty({ ...money, example: '0.00' })
  held: string;

  @ApiProperty({ ...money, description: 'The sum of all approved entries, computed now.' })
  computed_balance: string;

  @ApiProperty({ type: Boolean, description: 'Whether the stored balance equals the computed one.', example: true })
  match: boolean;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  as_of: string;
}

export function balanceView(
  of: { accountId: string; balance: bigint; held: bigint; computed: bigint; currency: string },
  asOf: Date,
): BalanceView {
  const { currency } = of;
  return {
    account_id: of.accountId,
    balance: formatAmount(of.balance, currency),
    available_balance: formatAmount(of.balance - of.held, currency),
    held: formatAmount(of.held, currency),
    computed_balance: formatAmount(of.computed, currency),
    match: of.balance === of.computed,
    currency,
    as_of: asOf.toISOString(),
  };
}

/** The question of another service: where does money for this customer go? Or: whose number is this? */
export class PayeeQuery {
  @Optional()
  @Id()
  owner_id?: string;

  @Optional()
  @CurrencyCode()
  currency?: string;

  @Optional()
  @Text(32)
  number?: string;

  @Optional()
  @Text(42)
  iban?: string;
}

/** The question for whom money is that another bank has sent. */
export class IbanQuery {
  @Text(42)
  iban: string;
}

/** The account of an IBAN, whose it is, and the bank that it is kept at: what a payment from outside must know. */
export function incomingView(
  account: Account,
): Record<'id' | 'owner_id' | 'tenant_id' | 'currency' | 'status', string> {
  const { id, ownerId, tenantId, currency, status } = account;
  return { id, owner_id: ownerId, tenant_id: tenantId, currency, status };
}

/** Fails with: validation_failed. */
export function payeeIn({
  owner_id,
  currency,
  number,
  iban,
}: PayeeQuery): { number: string } | { iban: string } | { ownerId: string; currency: string } {
  if (number !== undefined) return { number };
  if (iban !== undefined) return { iban };
  if (owner_id !== undefined && currency !== undefined) return { ownerId: owner_id.toLowerCase(), currency };
  throw new DomainError('validation_failed', 'Ask by number, by iban, or by owner_id and currency.');
}
