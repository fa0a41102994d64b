import { Injectable } from '@nestjs/common';
import { askAsTenant, uuids } from '@florin/platform/database';
import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Account, AccountStatus, AccountType, Opening } from './account.js';
import { AccountEntity } from './account.entity.js';

/** Stored and computed balance of an account at one moment. */
export interface Balance {
  readonly accountId: string;
  readonly currency: string;
  readonly balance: bigint;
  readonly held: bigint;
  /** The sum of the approved entries, from the running balance of a recent one on. */
  readonly computed: bigint;
}

/** Whose account is looked for; without a user, anybody's of the tenant. */
export interface Asked {
  readonly tenantId: string;
  readonly userId?: string;
  readonly id: string;
}

/**
 * Every so many entries one is a checkpoint: sums begin at its running balance, which the books prove, so that a long
 * history costs no more than a short one.
 */
const CHECKPOINT = 4;

/** The approved entries up to a place in the history, summed up from the last checkpoint on. */
const sumUpTo = (seq: string): string => `
  (select coalesce(sum(case when entry.seq % ${CHECKPOINT} = 0 then balance_after
        when status = 'approved' then amount else 0 end), 0)
      from entry
      where account_id = account.id and entry.seq >= ${seq} - ${seq} % ${CHECKPOINT} and entry.seq <= ${seq})`;

/**
 * Whether a customer's account is this owner's, or anybody's when none is named. As a CASE, because the plan is made
 * before the tenant is set: PostgreSQL then thinks that a tenant has no accounts, and would walk over all of them by
 * the index of customers' accounts, where an id is one step.
 */
const ownedBy = (owner: string): string =>
  `case when ${owner} is null then owner_id is not null else owner_id = ${owner} end`;

/** Each account is looked for by itself, so that no plan made on a young table reads them all. */
const BALANCES = {
  name: 'account-balances',
  text: `select place, currency, balance, held, ${sumUpTo('account.seq')} as computed
    from unnest($2::uuid[], $3::uuid[]) with ordinality asked(id, owner, place)
    cross join lateral (select * from account
      where account.id = asked.id and ${ownedBy('asked.owner')} offset 0) account`,
};

/** A place that is before or at an instant: before the next millisecond, the grain of `booked_at`. */
const BALANCE_AT = {
  name: 'account-balance-at',
  text: `select currency, ${sumUpTo('place.seq')} as computed,
      coalesce((select balance_after from entry where account_id = account.id and entry.seq = place.seq), 0) as balance,
      (select coalesce(sum(amount), 0) from hold where account_id = account.id and created_at <= $4::timestamptz
        and (closed_at is null or closed_at > $4::timestamptz)) as held
    from account
    cross join lateral (
      select seq_before(account.id, account.seq, $4::timestamptz + interval '1 millisecond') as seq offset 0
    ) place
    where id = $2::uuid and ${ownedBy('$3::uuid')}`,
};

/** Customers' accounts. Reads run as one tenant; whose account it is stands in every question. */
@Injectable()
export class AccountRepository {
  /** Nothing when the number is taken: draw another. */
  async add(
    tx: EntityManager,
    owner: { tenantId: string; userId: string },
    opening: Opening,
    made: { id: string; number: string; now: Date },
  ): Promise<Account | undefined> {
    const { rowCount } = await asked(
      tx,
      `insert into account (id, tenant_id, owner_id, number, type, name, currency, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict on constraint account_number do nothing returning id`,
      [made.id, owner.tenantId, owner.userId, made.number, opening.type, opening.name, opening.currency, made.now],
    );
    if (rowCount === 0) return undefined;
    return {
      id: made.id,
      tenantId: owner.tenantId,
      ownerId: owner.userId,
      number: made.number,
      ...opening,
      status: 'active',
      balance: 0n,
      held: 0n,
      createdAt: made.now,
      updatedAt: made.now,
    };
  }

  async listOwn(tx: EntityManager, ownerId: string): Promise<Account[]> {
    const rows = await tx.find(AccountEntity, { where: { ownerId }, order: { createdAt: 'ASC', id: 'ASC' } });
    return rows.map(accountOf);
  }

  async findOwn(tx: EntityManager, ownerId: string, id: string): Promise<Account | undefined> {
    const row = await tx.findOneBy(AccountEntity, { id, ownerId });
    return row ? accountOf(row) : undefined;
  }

  async findByNumber(tx: EntityManager, number: string): Promise<Account | undefined> {
    const row = await tx.findOneBy(AccountEntity, { number });
    return row ? accountOf(row) : undefined;
  }

  /** A customer's account of the tenant, locked as a posting locks it. */
  async lock(tx: EntityManager, tenantId: string, id: string): Promise<Account | undefined> {
    const row = await tx
      .createQueryBuilder(AccountEntity, 'account')
      .where('account.id = :id and account.tenantId = :tenantId and account.house is null', { id, tenantId })
      .setLock('for_no_key_update')
      .getOne();
    return row ? accountOf(row) : undefined;
  }

  /** Writes the status of a locked account, and the freeze that it goes with. */
  async keepStatus(
    tx: EntityManager,
    { id, status, updatedAt }: Account,
    freeze?: { reason: string; by: string; at: Date },
  ): Promise<void> {
    await tx.update(AccountEntity, id, {
      status,
      updatedAt,
      frozenReason: freeze?.reason ?? null,
      frozenBy: freeze?.by ?? null,
      frozenAt: freeze?.at ?? null,
    });
  }

  /** The account that money for this customer goes to when only the customer is named. */
  async findMain(tx: EntityManager, ownerId: string, currency: string): Promise<Account | undefined> {
    const row = await tx
      .createQueryBuilder(AccountEntity, 'account')
      .where('account.ownerId = :ownerId and account.currency = :currency', { ownerId, currency })
      .andWhere(`account.type = 'checking' and account.status <> 'closed'`)
      .orderBy({ 'account.createdAt': 'ASC', 'account.id': 'ASC' })
      .limit(1)
      .getOne();
    return row ? accountOf(row) : undefined;
  }

  async keepName(tx: EntityManager, { id, name, updatedAt }: Account): Promise<void> {
    await tx.update(AccountEntity, id, { name, updatedAt });
  }

  /**
   * The balances of these accounts in their order, undefined where there is none; without an owner, whoever's it is.
   * One statement and one trip, so that all figures are of one moment.
   */
  async balancesOf(pool: Pool, tenantId: string, of: readonly Asked[]): Promise<(Balance | undefined)[]> {
    const values = [uuids(of, ({ id }) => id), uuids(of, ({ userId }) => userId ?? null)];
    const rows = await askAsTenant<BalanceRow & { place: string }>(pool, tenantId, BALANCES, values);
    const found = new Map(rows.map((row) => [Number(row.place) - 1, row]));
    return of.map(({ id }, place) => balanceIn(found.get(place), id));
  }

  /** The balance at an instant. */
  async balanceAt(pool: Pool, { tenantId, userId, id }: Asked, at: Date): Promise<Balance | undefined> {
    const [row] = await askAsTenant<BalanceRow>(pool, tenantId, BALANCE_AT, [id, userId ?? null, at]);
    return balanceIn(row, id);
  }
}

function balanceIn(row: BalanceRow | undefined, accountId: string): Balance | undefined {
  if (!row) return undefined;
  const { currency, balance, held, computed } = row;
  return { accountId, currency, balance: BigInt(balance), held: BigInt(held), computed: BigInt(computed) };
}

interface BalanceRow {
  readonly currency: string;
  readonly balance: string;
  readonly held: string;
  readonly computed: string;
}

async function asked<Row>(
  tx: EntityManager,
  text: string,
  values: unknown[],
): Promise<{ rows: Row[]; rowCount: number }> {
  const rows = await tx.query<Row[]>(text, values);
  return { rows, rowCount: rows.length };
}

/** Rows that have an owner are customers' accounts, so number and type are theirs. */
export function accountOf(row: AccountEntity): Account {
  return {
    id: row.id,
    tenantId: row.tenantId,
    ownerId: row.ownerId as string,
    number: row.number as string,
    type: row.type as AccountType,
    name: row.name,
    currency: row.currency,
    status: row.status as AccountStatus,
    balance: BigInt(row.balance),
    held: BigInt(row.held),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
