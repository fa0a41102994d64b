import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { bigints, byteas, jsons, texts, times, uuids } from '@florin/platform/database';
import { OUTBOX_COLUMNS, outboxArrays, outboxUnnest, type OutboxRow } from '@florin/platform/messaging';
import { isLimited, windows, type Override, type Use } from '../limit/limit.js';
import { nextAskAt, type Transfer } from './transfer.js';

/** Names a day or month of a person in a currency. */
type Period = Pick<Use, 'userId' | 'currency' | 'period'>;

/** A batch as it came in: which of it is new, and what its people have used of which limits. */
export interface Arrival {
  readonly fresh: ReadonlySet<string>;
  readonly used: readonly Use[];
  readonly overrides: readonly (Override & { userId: string })[];
}

// The rows of use are asked for one by one, in the order of the arrays: that is the order they are locked in, and no
// plan made on a young table can read them all.
const ARRIVE = {
  name: 'door-arrive',
  text: `with x as (delete from outbox where id = any($1::uuid[])),
    t as (select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::uuid[],
        $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::bytea[], $14::jsonb[], $15::timestamptz[],
        $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::text[], $25::uuid[], $26::jsonb[])
      as t(id, tenant_id, user_id, kind, amount, currency, from_id, to_id, to_user, description, key, fingerprint,
        timeline, booked_at, asked_at, next_ask_at, created_at, counted_on, card_id, creditor)),
    i as (insert into transfer (id, tenant_id, user_id, kind, status, amount, currency, from_account_id, to_account_id,
        to_user_id, description, idempotency_key, fingerprint, timeline, booked_at, asked_at, ask_count,
        next_ask_at, created_at, counted_on, card_id, creditor)
      select id, tenant_id, user_id, kind, 'requested', amount, currency, from_id, to_id, to_user, description, key,
        fingerprint, timeline, booked_at, asked_at, 1, next_ask_at, created_at, counted_on, card_id, creditor from t
      on conflict do nothing returning id),
    u as (select l.* from unnest($20::uuid[], $21::text[], $22::text[]) as w(user_id, currency, period)
      cross join lateral (select * from limit_use l where l.user_id = w.user_id and l.currency = w.currency
        and l.period = w.period for update) l),
    o as (select o.* from unnest($23::uuid[], $24::uuid[]) as w(user_id, tenant_id)
      cross join lateral (select * from limit_override o where o.user_id = w.user_id and o.tenant_id = w.tenant_id
        offset 0) o)
    select 'fresh' as what, id, null as currency, null as name, null::bigint as a, null::bigint as b, null::bigint as c,
        null::bigint as d
      from i
    union all select 'used', user_id, currency, period, deposit, withdrawal, transfer, external from u
    union all select 'override', user_id, currency, kind, per_transfer, per_day, per_month, null from o`,
};

const USE = `insert into limit_use (tenant_id, user_id, currency, period, deposit, withdrawal, transfer, external)`;

const ENSURE = {
  name: 'door-ensure',
  text: `${USE} select tenant_id, user_id, currency, period, 0, 0, 0, 0
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as w(tenant_id, user_id, currency, period)
    on conflict on constraint limit_use_pkey do nothing`,
};

// Every row of use is there and locked: the insert never inserts, it finds a row by its key whatever the plan.
const ADMIT = {
  name: 'door-admit',
  text: `with u as (${USE}
      select tenant_id, user_id, currency, period, deposit, withdrawal, transfer, external
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
          $8::bigint[])
        as d(tenant_id, user_id, currency, period, deposit, withdrawal, transfer, external)
      on conflict on constraint limit_use_pkey do update set deposit = limit_use.deposit + excluded.deposit,
        withdrawal = limit_use.withdrawal + excluded.withdrawal, transfer = limit_use.transfer + excluded.transfer,
        external = limit_use.external + excluded.external)
    insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(9)}`,
};

const REFUSE = {
  name: 'door-refuse',
  text: `update transfer t set status = d.status, decline_reason = d.reason, limit_breach = d.breach,
      timeline = t.timeline || d.step, decided_at = d.decided_at, next_ask_at = null
    from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::timestamptz[])
      as d(id, status, reason, breach, step, decided_at)
    where t.id = d.id`,
};

interface Row {
  readonly what: 'fresh' | 'used' | 'override';
  readonly id: string;
  readonly currency: string;
  readonly name: string;
  readonly a: string | null;
  readonly b: string | null;
  readonly c: string | null;
  readonly d: string | null;
}

/** What the door writes, in named statements: one comes in with the batch, one lets it through. */
@Injectable()
export class DoorRepository {
  /** Makes the days and months exist, sorted as they are given, so that they can be locked. */
  async ensure(pool: Pool, of: readonly (Period & { tenantId: string })[]): Promise<void> {
    const values = [
      uuids(of, (one) => one.tenantId),
      uuids(of, (one) => one.userId),
      texts(of, (one) => one.currency),
      texts(of, (one) => one.period),
    ];
    await pool.query({ ...ENSURE, values });
  }

  /** Writes the transfers whose key is not taken, and locks what their people have used. */
  async arrive(
    tx: PoolClient,
    of: readonly Transfer[],
    periods: readonly Period[],
    acked: string[],
  ): Promise<Arrival> {
    const people = [...new Map(of.filter((t) => t.countedOn !== null).map((t) => [t.userId, t])).values()];
    const values = [
      uuids(acked, (id) => id),
      uuids(of, (t) => t.id),
      uuids(of, (t) => t.tenantId),
      uuids(of, (t) => t.userId),
      texts(of, (t) => t.kind),
      bigints(of, (t) => t.amount),
      texts(of, (t) => t.currency),
      uuids(of, (t) => t.fromAccountId),
      uuids(of, (t) => t.toAccountId),
      uuids(of, (t) => t.toUserId),
      texts(of, (t) => t.description),
      texts(of, (t) => t.key),
      byteas(of, (t) => t.fingerprint),
      jsons(of, (t) => t.timeline),
      times(of, (t) => t.bookedAt),
      times(of, (t) => t.askedAt),
      times(of, (t) => nextAskAt(t.askedAt, 1, Math.random())),
      times(of, (t) => t.createdAt),
      texts(of, (t) => t.countedOn),
      uuids(periods, (one) => one.userId),
      texts(periods, (one) => one.currency),
      texts(periods, (one) => one.period),
      uuids(people, (one) => one.userId),
      uuids(people, (one) => one.tenantId),
      uuids(of, (t) => t.cardId),
      jsons(of, (t) => t.creditor),
    ];
    const { rows } = await tx.query<Row>({ ...ARRIVE, values });
    return {
      fresh: new Set(rows.filter(({ what }) => what === 'fresh').map(({ id }) => id)),
      used: rows.filter(({ what }) => what === 'used').map(toUse),
      overrides: rows.filter(({ what }) => what === 'override').map(toOverride),
    };
  }

  /** Counts what is let through, and writes its commands. */
  async admit(
    tx: PoolClient,
    added: readonly (Use & { tenantId: string })[],
    rows: readonly OutboxRow[],
  ): Promise<void> {
    const values = [
      uuids(added, (one) => one.tenantId),
      uuids(added, (one) => one.userId),
      texts(added, (one) => one.currency),
      texts(added, (one) => one.period),
      bigints(added, (one) => one.deposit),
      bigints(added, (one) => one.withdrawal),
      bigints(added, (one) => one.transfer),
      bigints(added, (one) => one.external),
      ...outboxArrays(rows),
    ];
    await tx.query({ ...ADMIT, values });
  }

  /** Keeps the transfers of this batch that were refused, so that a repeat is answered alike. */
  async refuse(tx: PoolClient, of: readonly Transfer[]): Promise<void> {
    const values = [
      uuids(of, (t) => t.id),
      texts(of, (t) => t.status),
      texts(of, (t) => t.declineReason),
      jsons(of, (t) => t.breach),
      jsons(of, (t) => t.timeline.at(-1) ?? null),
      times(of, (t) => t.decidedAt),
    ];
    await tx.query({ ...REFUSE, values });
  }
}

function toUse({ id, currency, name, a, b, c, d }: Row): Use {
  return {
    userId: id,
    currency,
    period: name,
    deposit: BigInt(a ?? 0),
    withdrawal: BigInt(b ?? 0),
    transfer: BigInt(c ?? 0),
    external: BigInt(d ?? 0),
  };
}

function toOverride({ id, currency, name, a, b, c }: Row): Override & { userId: string } {
  if (!isLimited(name)) throw new Error(`nothing limits a ${name}`);
  const set = [a, b, c].flatMap((most, i) => (most === null ? [] : [[windows[i], BigInt(most)]]));
  return { userId: id, currency, kind: name, ...(Object.fromEntries(set) as Partial<Override>) };
}
