import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { bigints, inTransaction, integers, jsons, sqlStateOf, texts, times, uuids } from '@florin/platform/database';
import { OUTBOX_COLUMNS, outboxArrays, outboxUnnest, type OutboxRow } from '@florin/platform/messaging';
import { TransferEntity } from './transfer.entity.js';
import { isWaiting, nextAskAt, statuses, type Filter, type Step, type Transfer } from './transfer.js';

/** A step of a transfer, with what it tells the world and what it asks. */
export interface Decision {
  readonly before: Transfer;
  readonly after: Transfer;
  /** The message that was heard. */
  readonly heard: string;
  readonly rows: readonly OutboxRow[];
}

/** The columns of a row under the names of the entity, so that both ways of reading give one shape. */
const COLUMNS = `id, tenant_id as "tenantId", user_id as "userId", kind, status, amount, currency,
  from_account_id as "fromAccountId", to_account_id as "toAccountId", to_user_id as "toUserId", description,
  card_id as "cardId", idempotency_key as "key", fingerprint,
  decline_reason as "declineReason", debit_entry_id as "debitEntryId", credit_entry_id as "creditEntryId",
  balance_after as "balanceAfter", available, screened, creditor, debtor,
  reason_code as "reasonCode", withdrawal, ending, reverses_id as "reversesId",
  reversed_amount as "reversedAmount", counted_on as "countedOn", limit_breach as "breach", timeline,
  booked_at as "bookedAt", asked_at as "askedAt", ask_count as "askCount",
  next_ask_at as "nextAskAt", created_at as "createdAt", decided_at as "decidedAt"`;

// Nothing is given back to days and months so long past that they may be forgotten (limit.ts, MONTHS_KEPT).
// The tenant is compared by `is not distinct from`, which no index serves: with `=` a plan made on a young table reads
// every transfer of the tenant for each one that it decides (1.2 s for a batch of 256).
// What is new is compared as one array: no plan knows how long the lists are, and joined they are a loop in a loop.
const DECIDE = {
  name: 'transfer-decide',
  text: `with x as (delete from outbox where id = any($1::uuid[])),
    d as (select * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[], $8::uuid[],
        $9::uuid[], $10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::jsonb[], $15::timestamptz[],
        $16::timestamptz[], $17::timestamptz[], $18::uuid[], $28::text[], $29::uuid[])
      as d(id, tenant, was, steps, status, reason, debit, credit, balance, available, withdrawal, ending, step,
        decided_at, asked_at, next_ask_at, heard, reason_code, to_account)),
    n as (insert into inbox (id) select distinct heard from d order by heard on conflict do nothing returning id),
    u as (update transfer t set status = d.status, decline_reason = d.reason, debit_entry_id = d.debit,
        credit_entry_id = d.credit, balance_after = d.balance, available = d.available, withdrawal = d.withdrawal,
        ending = d.ending,
        reason_code = d.reason_code, to_account_id = d.to_account, timeline = t.timeline || d.step,
        decided_at = d.decided_at,
        asked_at = d.asked_at,
        ask_count = case when d.asked_at = t.asked_at then t.ask_count else 1 end, next_ask_at = d.next_ask_at
      from d
      where d.heard = any(array(select id from n)) and t.id = d.id
        and t.status = d.was and jsonb_array_length(t.timeline) = d.steps
        and t.tenant_id is not distinct from d.tenant
      returning t.id, t.status, t.reverses_id, t.amount, t.tenant_id, t.user_id, t.currency, t.kind, t.counted_on),
    l as (insert into limit_use (tenant_id, user_id, currency, period, deposit, withdrawal, transfer, external)
      select u.tenant_id, u.user_id, u.currency, p.period,
        coalesce(sum(u.amount) filter (where u.kind = 'deposit'), 0),
        coalesce(sum(u.amount) filter (where u.kind = 'withdrawal'), 0),
        coalesce(sum(u.amount) filter (where u.kind = 'transfer'), 0),
        coalesce(sum(u.amount) filter (where u.kind = 'external'), 0)
      from u cross join lateral (values (u.counted_on), (left(u.counted_on, 7))) as p(period)
      where u.counted_on is not null and u.status in ('declined', 'returned', 'cancelled')
        and p.period >= to_char(now() at time zone 'utc' - interval '2 months', 'YYYY-MM')
      group by 1, 2, 3, 4 order by u.user_id, u.currency collate "C", p.period collate "C"
      on conflict on constraint limit_use_pkey do update set deposit = limit_use.deposit - excluded.deposit,
        withdrawal = limit_use.withdrawal - excluded.withdrawal, transfer = limit_use.transfer - excluded.transfer,
        external = limit_use.external - excluded.external),
    g as (select reverses_id, sum(amount) as amount from u
      where reverses_id is not null and status = 'declined' group by reverses_id),
    b as (update transfer t set reversed_amount = t.reversed_amount - g.amount from g where t.id = g.reverses_id),
    o as (insert into outbox (${OUTBOX_COLUMNS})
      select r.oid, r.topic, r.key, r.type, r.payload, r.tenant, r.causation, r.traceparent
      from unnest($19::uuid[], $20::uuid[], $21::text[], $22::text[], $23::text[], $24::text[], $25::uuid[],
          $26::text[], $27::text[])
        as r(of, oid, topic, key, type, payload, tenant, causation, traceparent)
      join u on u.id = r.of)
    select id from u`,
};

const WAITING = statuses.filter(isWaiting);

/** Transfers in the database. The hot path is one named statement per batch over the pool; TypeORM reads. */
@Injectable()
export class TransferRepository {
  /**
   * Writes steps where the transfer still is where the step began and the message is new; gives the ids of those
   * transfers. One step per transfer at once. What does not complete gives back what it used of the limits, and a
   * declined reversal its part of the original.
   */
  async decide(pool: Pool, decisions: readonly Decision[], acked: string[]): Promise<Set<string>> {
    const afters = decisions.map(({ after }) => after);
    const nextAsk = ({ status, askedAt, askCount }: Transfer): Date | null =>
      isWaiting(status) ? nextAskAt(askedAt, askCount, Math.random()) : null;
    const out = decisions.flatMap(({ after, rows }) => rows.map((row) => ({ of: after.id, row })));
    const values = [
      uuids(acked, (id) => id),
      uuids(afters, (t) => t.id),
      uuids(afters, (t) => t.tenantId),
      texts(decisions, ({ before }) => before.status),
      integers(decisions, ({ before }) => before.timeline.length),
      texts(afters, (t) => t.status),
      texts(afters, (t) => t.declineReason),
      uuids(afters, (t) => t.debitEntryId),
      uuids(afters, (t) => t.creditEntryId),
      bigints(afters, (t) => t.balanceAfter),
      bigints(afters, (t) => t.available),
      texts(afters, (t) => t.withdrawal),
      texts(afters, (t) => t.ending),
      jsons(afters, (t) => t.timeline.at(-1) ?? null),
      times(afters, (t) => t.decidedAt),
      times(afters, (t) => t.askedAt),
      times(afters, nextAsk),
      uuids(decisions, ({ heard }) => heard),
      uuids(out, ({ of }) => of),
      ...outboxArrays(out.map(({ row }) => row)),
      texts(afters, (t) => t.reasonCode),
      uuids(afters, (t) => t.toAccountId),
    ];
    const { rows } = await insisting<{ id: string }>(pool, { ...DECIDE, values });
    return new Set(rows.map((row) => row.id));
  }

  /** Transfers of any tenant, by id. */
  async byIds(pool: Pool | PoolClient, ids: readonly string[]): Promise<Transfer[]> {
    if (ids.length === 0) return [];
    const text = `select ${COLUMNS} from transfer where id = any($1::uuid[])`;
    const { rows } = await pool.query<TransferEntity>({ name: 'transfer-by-ids', text, values: [ids] });
    return rows.map(toTransfer);
  }

  /** Which of these are decided by now. */
  async decidedOf(pool: Pool, ids: readonly string[]): Promise<Transfer[]> {
    const text = `select ${COLUMNS} from transfer where id = any($1::uuid[]) and status <> all($2::text[])`;
    const { rows } = await pool.query<TransferEntity>({ name: 'transfer-decided-of', text, values: [ids, WAITING] });
    return rows.map(toTransfer);
  }

  /** The transfers that these users' keys stand for. */
  async byKeys(
    pool: Pool | PoolClient,
    of: readonly { tenantId: string; userId: string; key: string | null }[],
  ): Promise<Transfer[]> {
    const { rows } = await pool.query<TransferEntity>({
      name: 'transfer-by-keys',
      text: `select ${COLUMNS} from transfer where (tenant_id, user_id, idempotency_key) in
        (select * from unnest($1::uuid[], $2::uuid[], $3::text[]))`,
      values: [of.map((one) => one.tenantId), of.map((one) => one.userId), of.map((one) => one.key)],
    });
    return rows.map(toTransfer);
  }

  /** Locks transfers that have waited too long; those that another replica looks after now are passed over. */
  async overdue(tx: PoolClient, now: Date, most: number): Promise<Transfer[]> {
    const { rows } = await tx.query<TransferEntity>(
      `select ${COLUMNS} from transfer where next_ask_at <= $1 order by next_ask_at limit $2 for update skip locked`,
      [now, most],
    );
    return rows.map(toTransfer);
  }

  /** Notes that they were asked for again, and writes what goes out. */
  async askAgain(tx: PoolClient, of: readonly { transfer: Transfer; row: OutboxRow }[], now: Date): Promise<void> {
    await tx.query(
      `update transfer t set asked_at = $1, ask_count = t.ask_count + 1, next_ask_at = d.next_ask_at
        from unnest($2::uuid[], $3::timestamptz[]) as d(id, next_ask_at) where t.id = d.id`,
      [
        now,
        uuids(of, ({ transfer }) => transfer.id),
        times(of, ({ transfer }) => nextAskAt(now, transfer.askCount + 1, Math.random())),
      ],
    );
    await tx.query(
      `insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(1)}`,
      outboxArrays(of.map(({ row }) => row)),
    );
  }

  /** One transfer of the tenant that `tx` belongs to. */
  async find(tx: EntityManager, tenantId: string, id: string): Promise<Transfer | undefined> {
    const row = await tx.getRepository(TransferEntity).findOneBy({ id, tenantId });
    return row ? toTransfer(row) : undefined;
  }

  /**
   * One page and one row more, newest first. Each way on it has an index of its own with the newest at its end, so that
   * a page costs as much of a long history as of a short one.
   */
  async page(tx: EntityManager, tenantId: string, filter: Filter): Promise<Transfer[]> {
    const { userId, accountId } = filter;
    const found = new Map<string, TransferEntity>();
    for (const way of waysOnto(filter)) {
      const query = tx.getRepository(TransferEntity).createQueryBuilder('t');
      narrow(query.where('t.tenantId = :tenantId', { tenantId }).andWhere(way, { userId, accountId }), filter);
      for (const row of await query.orderBy('t.id', 'DESC').limit(filter.limit + 1).getMany()) found.set(row.id, row);
    }
    const newest = [...found.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
    return newest.slice(0, filter.limit + 1).map(toTransfer);
  }
}

/** Why a transfer is on the page: its user asked for it; on an own account all that is completed is there as well. */
function waysOnto({ userId, accountId, key, incoming }: Filter): string[] {
  const either = accountId === undefined ? 'true' : '(t.fromAccountId = :accountId or t.toAccountId = :accountId)';
  if (userId === undefined) return [either];
  const asked = `t.userId = :userId and ${either}`;
  // A key belongs to whoever chose it.
  if (!incoming || key !== undefined) return [asked];
  return [
    `t.toAccountId = :accountId and t.status = 'completed'`,
    `t.fromAccountId = :accountId and t.status = 'completed'`,
    `${asked} and t.status in ('declined', 'returned', 'cancelled')`,
    // Whatever waits will be asked for again.
    `${asked} and t.nextAskAt is not null`,
  ];
}

function narrow(query: SelectQueryBuilder<TransferEntity>, filter: Filter): void {
  const { statuses: wanted, kind, key, suspended, before } = filter;
  if (wanted) query.andWhere('t.status in (:...wanted)', { wanted });
  if (kind) query.andWhere('t.kind = :kind', { kind });
  if (key !== undefined) query.andWhere('t.key = :key', { key });
  if (before !== undefined) query.andWhere('t.id < :before', { before });
  if (suspended) {
    const came = `t.kind = 'incoming' and t.status = 'completed' and t.toAccountId is null and t.reversesId is null`;
    const back = `t.kind = 'external' and t.status = 'returned' and t.timeline @> '[{"to": "suspense"}]'`;
    query.andWhere(`t.reversedAmount = 0 and ((${came}) or (${back}))`);
  }
}

/** Runs a statement that is a transaction of its own; a deadlock or serialisation failure repeats it. */
async function insisting<R extends QueryResultRow>(pool: Pool, statement: QueryConfig): Promise<QueryResult<R>> {
  try {
    return await pool.query<R>(statement);
  } catch (error) {
    if (!['40001', '40P01'].includes(sqlStateOf(error) ?? '')) throw error;
    return inTransaction(pool, (tx) => tx.query<R>(statement));
  }
}

function toTransfer(row: TransferEntity): Transfer {
  const { nextAskAt: _next, ...rest } = row;
  return {
    ...rest,
    amount: BigInt(row.amount),
    reversedAmount: BigInt(row.reversedAmount),
    balanceAfter: row.balanceAfter === null ? null : BigInt(row.balanceAfter),
    available: row.available === null ? null : BigInt(row.available),
    timeline: row.timeline as readonly Step[],
  };
}
