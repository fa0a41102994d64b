import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Kind, Movement, Reconciliation } from './reconciliation.js';

/** A movement that our books have, and whose it is. */
export interface Booking extends Movement {
  readonly transferId: string;
  readonly tenantId: string;
}

interface Row {
  readonly paymentId: string;
  readonly what: Kind;
  readonly amount: string;
  readonly currency: string;
  readonly bookedAt: Date;
}

const COLUMNS = `to_char(day, 'YYYY-MM-DD') as day, bank, lines, differences, compared_at as "comparedAt"`;

/** What was booked with each bank, and how it compared. */
@Injectable()
export class ReconciliationRepository {
  async note(pool: Pool, bank: string, of: readonly Booking[]): Promise<void> {
    await pool.query(
      `insert into booking (payment_id, what, transfer_id, tenant_id, bank, amount, currency, booked_at)
        select payment_id, what, transfer_id, tenant_id, $8, amount, currency, booked_at
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[])
          as d(payment_id, what, transfer_id, tenant_id, amount, currency, booked_at)
        on conflict on constraint booking_pkey do nothing`,
      [
        of.map((one) => one.paymentId),
        of.map((one) => one.what),
        of.map((one) => one.transferId),
        of.map((one) => one.tenantId),
        of.map((one) => String(one.amount)),
        of.map((one) => one.currency),
        of.map((one) => one.bookedAt),
        bank,
      ],
    );
  }

  /** What was booked from one day to another, both included. */
  async booked(pool: Pool, bank: string, [from, to]: readonly [string, string]): Promise<Movement[]> {
    const { rows } = await pool.query<Row>(
      `select payment_id as "paymentId", what, amount, currency, booked_at as "bookedAt" from booking
        where bank = $1 and booked_at >= $2::date::timestamp at time zone 'utc'
          and booked_at < ($3::date + 1)::timestamp at time zone 'utc'`,
      [bank, from, to],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }

  async keep(pool: Pool, { day, bank, lines, differences, comparedAt }: Reconciliation): Promise<void> {
    await pool.query(
      `insert into reconciliation (day, bank, lines, differences, compared_at) values ($1, $2, $3, $4, $5)
        on conflict on constraint reconciliation_pkey do update
          set lines = excluded.lines, differences = excluded.differences, compared_at = excluded.compared_at`,
      [day, bank, lines, JSON.stringify(differences), comparedAt],
    );
  }

  async find(pool: Pool, bank: string, day: string): Promise<Reconciliation | undefined> {
    const text = `select ${COLUMNS} from reconciliation where bank = $1 and day = $2`;
    return (await pool.query<Reconciliation>(text, [bank, day])).rows[0];
  }
}
