import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { OUTBOX_COLUMNS, outboxArrays, outboxUnnest, type OutboxRow } from '@florin/platform/messaging';
import type { Payment, Status } from './payment.js';

interface Row extends Omit<Payment, 'amount'> {
  readonly amount: string | null;
}

const COLUMNS = `id, tenant_id as "tenantId", bank, creditor, amount, currency, description, status, reference, reason,
  tries`;

/** Payments in the database. */
@Injectable()
export class PaymentRepository {
  /** Writes what was ordered; what is known already stays as it is. The rest is due at once. */
  async order(tx: PoolClient, of: readonly Payment[]): Promise<void> {
    await tx.query(
      `insert into payment (id, tenant_id, bank, creditor, amount, currency, description, status, next_try_at)
        select id, tenant_id, bank, creditor, amount, currency, description, 'ordered', now()
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::bigint[], $6::text[], $7::text[])
          as d(id, tenant_id, bank, creditor, amount, currency, description)
        order by id
        on conflict on constraint payment_pkey do nothing`,
      [
        of.map((one) => one.id),
        of.map((one) => one.tenantId),
        of.map((one) => one.bank),
        of.map((one) => JSON.stringify(one.creditor)),
        of.map((one) => String(one.amount)),
        of.map((one) => one.currency),
        of.map((one) => one.description),
      ],
    );
  }

  /** Withdraws what nobody was asked for, also what was not even ordered yet; gives how each stands then. */
  async withdraw(
    tx: PoolClient,
    of: readonly { id: string; tenantId: string; bank: string }[],
  ): Promise<{ id: string; status: Status }[]> {
    const { rows } = await tx.query<{ id: string; status: Status }>(
      `insert into payment as p (id, tenant_id, bank, status)
        select id, tenant_id, bank, 'withdrawn'
        from unnest($1::uuid[], $2::uuid[], $3::text[]) as d(id, tenant_id, bank)
        order by id
        on conflict on constraint payment_pkey do update set
          status = case when p.asked_at is null then 'withdrawn' else p.status end,
          next_try_at = case when p.asked_at is null then null else p.next_try_at end, updated_at = now()
        returning p.id, p.status`,
      [of.map((one) => one.id), of.map((one) => one.tenantId), of.map((one) => one.bank)],
    );
    return rows;
  }

  /** Locks payments in the order of their ids. */
  async lock(tx: PoolClient, ids: readonly string[]): Promise<Map<string, Payment>> {
    const text = `select ${COLUMNS} from payment where id = any($1::uuid[]) order by id for update`;
    const { rows } = await tx.query<Row>(text, [ids]);
    return new Map(rows.map((row) => [row.id, toPayment(row)]));
  }

  /**
   * Takes payments that are due and commits, before any byte leaves, that the other bank is asked. Nobody else takes
   * them for so long.
   */
  async claim(pool: Pool, most: number, leaseMs: number): Promise<Payment[]> {
    const { rows } = await pool.query<Row>(
      `with due as (select id from payment where next_try_at <= now() order by next_try_at limit $1
          for update skip locked)
        update payment p set asked_at = coalesce(p.asked_at, now()), tries = p.tries + 1, updated_at = now(),
          status = case p.status when 'ordered' then 'asked' else p.status end,
          next_try_at = now() + make_interval(secs => $2::float8 / 1000)
        from due where p.id = due.id
        returning ${COLUMNS.replaceAll(/\b(id|status|tries)\b(?! as)/g, 'p.$1')}`,
      [most, leaseMs],
    );
    return rows.map(toPayment);
  }

  /** Writes how a payment stands now; `againMs` is when the other bank is asked again. */
  async change(tx: PoolClient, payment: Payment, againMs: number | null): Promise<void> {
    const { id, status, reference, reason } = payment;
    await tx.query(
      `update payment set status = $2, reference = $3, reason = $4, updated_at = now(),
          next_try_at = now() + make_interval(secs => $5::float8 / 1000)
        where id = $1`,
      [id, status, reference, reason, againMs],
    );
  }

  /** When the other bank is asked again for one that it has said nothing new of. */
  async postpone(pool: Pool, { id, status }: Payment, againMs: number): Promise<void> {
    await pool.query(
      `update payment set next_try_at = now() + make_interval(secs => $3::float8 / 1000)
        where id = $1 and status = $2`,
      [id, status, againMs],
    );
  }

  async speak(tx: PoolClient, rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(`insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(1)}`, outboxArrays(rows));
  }
}

function toPayment(row: Row): Payment {
  return { ...row, amount: BigInt(row.amount ?? 0) };
}
