import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { KeyEntity } from './key.entity.js';
import type { PublicJwk } from './key.js';

/** A signing key as it is kept: its private half sealed. */
export interface KeptKey {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly privateSealed: Buffer;
  readonly state: string;
  readonly createdAt: Date;
  readonly stoppedAt: Date | null;
}

/** No two replicas make the first key. */
const KEY_LOCK = 7_301_957;

/** The bank's signing keys. */
export class KeyRepository {
  /** Makes every other holder of a transaction that asks wait until this one ends. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query('select pg_advisory_xact_lock($1)', [KEY_LOCK]);
  }

  /** The keys that sign or still verify, the newest first. */
  async list(tx: EntityManager): Promise<KeptKey[]> {
    const rows = await tx.find(KeyEntity, {
      where: { state: In(['signing', 'verifying']) },
      order: { createdAt: 'DESC' },
    });
    return rows.map((row) => ({ ...row, publicJwk: row.publicJwk as PublicJwk }));
  }

  /** Those too that no token needs any more. */
  async listAll(tx: EntityManager): Promise<Pick<KeptKey, 'kid' | 'privateSealed'>[]> {
    return tx.find(KeyEntity, { select: { kid: true, privateSealed: true }, order: { kid: 'ASC' } });
  }

  async add(tx: EntityManager, key: KeptKey): Promise<void> {
    await tx.insert(KeyEntity, { ...key });
  }

  /** The one key that signs stops, and another signs instead. */
  async promote(tx: EntityManager, kid: string, now: Date): Promise<void> {
    await tx.update(KeyEntity, { state: 'signing' }, { state: 'verifying', stoppedAt: now });
    await tx.update(KeyEntity, { kid }, { state: 'signing' });
  }

  /** The same private half, sealed anew. */
  async keepSealed(tx: EntityManager, kid: string, privateSealed: Buffer): Promise<void> {
    await tx.update(KeyEntity, { kid }, { privateSealed });
  }

  async retire(tx: EntityManager, kids: readonly string[]): Promise<void> {
    if (kids.length > 0) await tx.update(KeyEntity, { kid: In([...kids]) }, { state: 'retired' });
  }
}
