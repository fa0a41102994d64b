import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

/** A tenant's data key as it is kept: wrapped. */
export interface WrappedKey {
  readonly version: number;
  readonly wrapped: Buffer;
}

/** The wrapped data keys: per tenant, numbered, never changed. */
@Injectable()
export class VaultRepository {
  /** In its own transaction, so that a key is there for good before anything is sealed with it. */
  async addFirst(pool: Pool, tenantId: string, wrapped: Buffer, now: Date): Promise<void> {
    await pool.query(
      'insert into data_key (tenant_id, version, wrapped, created_at) values ($1, 1, $2, $3) on conflict do nothing',
      [tenantId, wrapped, now],
    );
  }

  async list(pool: Pool, tenantId: string): Promise<WrappedKey[]> {
    const { rows } = await pool.query<WrappedKey>(
      'select version, wrapped from data_key where tenant_id = $1 order by version',
      [tenantId],
    );
    return rows;
  }
}
