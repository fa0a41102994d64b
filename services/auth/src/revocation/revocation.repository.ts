import type { EntityManager } from 'typeorm';
import { RevocationEntity } from './revocation.entity.js';
import type { Revocation } from './revocation.js';

/** Revocations that the deny list must hear of. */
export class RevocationRepository {
  async add(tx: EntityManager, revocation: Revocation): Promise<void> {
    await tx.insert(RevocationEntity, { ...revocation, value: String(revocation.value) });
  }

  async markDenied(tx: EntityManager, ids: readonly string[], now: Date): Promise<void> {
    await tx.query('update revocation set denied_at = $2 where id = any($1::uuid[])', [ids, now]);
  }

  /** What the deny list has not heard of, since a time; what is older concerns no token that is still alive. */
  async undenied(tx: EntityManager, since: Date): Promise<Revocation[]> {
    const rows: (Omit<Revocation, 'value'> & { value: string })[] = await tx.query(
      `select id, kind, subject, value, made_at as "madeAt" from revocation
        where made_at > $1 and denied_at is null order by made_at limit 1000`,
      [since],
    );
    return rows.map((row) => ({ ...row, value: Number(row.value) }));
  }

  /** Forgets what concerns no token any more. */
  async forget(tx: EntityManager, before: Date): Promise<void> {
    await tx.query('delete from revocation where made_at <= $1', [before]);
  }
}
