import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { accountOf } from '../account/account.repository.js';
import { AccountEntity } from '../account/account.entity.js';
import type { AccountStatus } from '../account/account.js';
import type { CurrencySummary, File, FileFilter, Summary } from './office.js';

/** What officers read of their whole tenant; row level security keeps other tenants out. */
@Injectable()
export class OfficeRepository {
  /** The latest opened first. */
  async list(tx: EntityManager, filter: FileFilter, limit: number): Promise<File[]> {
    const { ownerId, number, status, type, currency, before } = filter;
    const query = tx.createQueryBuilder(AccountEntity, 'account').where('account.ownerId is not null');
    if (ownerId !== undefined) query.andWhere('account.ownerId = :ownerId', { ownerId });
    if (number !== undefined) query.andWhere('account.number = :number', { number });
    if (status !== undefined) query.andWhere('account.status = :status', { status });
    if (type !== undefined) query.andWhere('account.type = :type', { type });
    if (currency !== undefined) query.andWhere('account.currency = :currency', { currency });
    if (before) query.andWhere('(account.createdAt, account.id) < (:createdAt, :id)', before);
    query.orderBy({ 'account.createdAt': 'DESC', 'account.id': 'DESC' }).limit(limit);
    return (await query.getMany()).map(fileOf);
  }

  async find(tx: EntityManager, id: string): Promise<File | undefined> {
    const row = await tx.findOneBy(AccountEntity, { id });
    return row && row.ownerId !== null ? fileOf(row) : undefined;
  }

  async summary(tx: EntityManager): Promise<Summary> {
    const [row] = await tx.query<SummaryRow[]>(SUMMARY);
    const { customers, cards, pending, statuses, currencies } = row!;
    const counts = Object.fromEntries((statuses ?? []).map(([status, count]) => [status, count]));
    return {
      customers: Number(customers),
      cards: Number(cards),
      pending: Number(pending),
      accounts: { active: 0, frozen: 0, closed: 0, ...counts } as Record<AccountStatus, number>,
      currencies: (currencies ?? []).map(currencyOf),
    };
  }
}

interface SummaryRow {
  readonly customers: string;
  readonly cards: string;
  readonly pending: string;
  readonly statuses: [string, number][] | null;
  readonly currencies: CurrencyRow[] | null;
}

/** Amounts come as digits: JSON numbers lose precision. */
interface CurrencyRow {
  readonly currency: string;
  readonly accounts: number;
  readonly balance: string;
  readonly held: string;
  readonly house: { name: string; balance: string }[] | null;
}

const SUMMARY = `
  select (select count(distinct owner_id) from account) as customers,
    (select count(*) from card where status in ('active', 'frozen') and expires_at > now()) as cards,
    (select count(*) from hold where status = 'open') as pending,
    (select json_agg(json_build_array(status, many))
      from (select status, count(*) as many from account where owner_id is not null group by 1) counted) as statuses,
    (select json_agg(json_build_object('currency', currency, 'accounts', accounts, 'balance', balance::text,
        'held', held::text, 'house', house) order by currency)
      from (
        select currency, count(*) filter (where owner_id is not null) as accounts,
            coalesce(sum(balance) filter (where owner_id is not null), 0) as balance,
            coalesce(sum(held) filter (where owner_id is not null), 0) as held,
            json_agg(json_build_object('name', house, 'balance', balance::text) order by house)
              filter (where house is not null) as house
          from account group by currency
      ) summed) as currencies`;

function currencyOf({ balance, held, house, ...row }: CurrencyRow): CurrencySummary {
  return {
    ...row,
    balance: BigInt(balance),
    held: BigInt(held),
    house: (house ?? []).map((one) => ({ name: one.name, balance: BigInt(one.balance) })),
  };
}

function fileOf(row: AccountEntity): File {
  const { frozenAt: at, frozenBy: by, frozenReason: reason } = row;
  const freeze = at !== null && by !== null && reason !== null ? { at, by, reason } : null;
  return { account: accountOf(row), freeze };
}
