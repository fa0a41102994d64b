import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import type { Told } from './callback.js';

/** A callback as it came. */
export interface Kept {
  readonly id: string;
  readonly body: string;
}

/** What the other bank has called to say, in its own words. */
@Injectable()
export class CallbackRepository {
  /** Keeps it as it came; a repeat is one with the first. */
  async keep(pool: Pool, { id, body }: Kept): Promise<void> {
    await pool.query(
      'insert into callback (id, body) values ($1, $2) on conflict on constraint callback_pkey do nothing',
      [id, body],
    );
  }

  /** Locks some that nobody has heard yet, oldest first. */
  async unheard(tx: PoolClient, most: number): Promise<Kept[]> {
    const { rows } = await tx.query<Kept>(
      `select id, body from callback where heard_at is null order by received_at, id limit $1 for update skip locked`,
      [most],
    );
    return rows;
  }

  async heard(tx: PoolClient, of: readonly { id: string; verdict: string }[]): Promise<void> {
    await tx.query(
      `update callback c set heard_at = now(), verdict = d.verdict
        from unnest($1::uuid[], $2::text[]) as d(id, verdict) where c.id = d.id`,
      [of.map(({ id }) => id), of.map(({ verdict }) => verdict)],
    );
  }

  /** Notes money that came; false when it was noted before. */
  async receive(tx: PoolClient, bank: string, told: Extract<Told, { type: 'received' }>): Promise<boolean> {
    const { paymentId, iban, debtor, amount, currency, description } = told;
    const { rowCount } = await tx.query(
      `insert into incoming (id, bank, iban, debtor, amount, currency, description) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint incoming_pkey do nothing`,
      [paymentId, bank, iban, JSON.stringify(debtor), String(amount), currency, description],
    );
    return rowCount === 1;
  }
}
