import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

/** One of the bank's own accounts, by what makes it the only one. */
export interface House {
  readonly tenantId: string;
  readonly house: string;
  readonly currency: string;
}

/** The bank's own accounts: one per tenant, purpose and currency. */
@Injectable()
export class HouseRepository {
  /** Gives the account's id, and makes the account if it is missing; in its own transaction, which locks nobody out. */
  async make(pool: Pool, house: House, id: string, now: Date): Promise<string> {
    const of = [house.tenantId, house.house, house.currency];
    await pool.query(
      `insert into account (id, tenant_id, house, type, currency, created_at, updated_at)
        values ($4, $1, $2, 'house', $3, $5, $5)
        on conflict (tenant_id, house, currency) where house is not null do nothing`,
      [...of, id, now],
    );
    const { rows } = await pool.query<{ id: string }>(
      'select id from account where tenant_id = $1 and house = $2 and currency = $3',
      of,
    );
    return (rows[0] as { id: string }).id;
  }
}
