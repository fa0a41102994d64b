import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DataKeyEntity } from './data-key.entity.js';
import { DigestKeyEntity } from './digest-key.entity.js';

/** A tenant's data key as it is kept: wrapped. */
export interface WrappedKey {
  readonly tenantId: string;
  readonly version: number;
  readonly wrapped: Buffer;
}

/** The wrapped keys: of each tenant, numbered, and the one of the digests. What they wrap is never changed. */
@Injectable()
export class VaultRepository {
  /** Whether it is there now because of this very call. */
  async add(tx: EntityManager, { tenantId, version, wrapped }: WrappedKey, now: Date): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `insert into data_key (tenant_id, version, wrapped, created_at) values ($1, $2, $3, $4)
        on conflict do nothing returning version`,
      [tenantId, version, wrapped, now],
    );
    return rows.length > 0;
  }

  list(tx: EntityManager, tenantId?: string): Promise<WrappedKey[]> {
    const where = tenantId === undefined ? {} : { tenantId };
    return tx.find(DataKeyEntity, { where, order: { tenantId: 'asc', version: 'asc' } });
  }

  async rewrap(tx: EntityManager, { tenantId, version }: WrappedKey, wrapped: Buffer): Promise<void> {
    await tx.update(DataKeyEntity, { tenantId, version }, { wrapped });
  }

  async addDigestKey(tx: EntityManager, wrapped: Buffer, now: Date): Promise<void> {
    const statement = 'insert into digest_key (wrapped, created_at) values ($1, $2) on conflict do nothing';
    await tx.query(statement, [wrapped, now]);
  }

  async digestKey(tx: EntityManager): Promise<Buffer | undefined> {
    return (await tx.findOneBy(DigestKeyEntity, { isOne: true }))?.wrapped;
  }

  async rewrapDigestKey(tx: EntityManager, wrapped: Buffer): Promise<void> {
    await tx.update(DigestKeyEntity, { isOne: true }, { wrapped });
  }
}
