import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { In, type EntityManager } from 'typeorm';
import { LimitOverrideEntity, LimitUseEntity } from './limit.entity.js';
import type { Override, Use } from './limit.js';

/** What people may move and what they have used, as it is shown and set; the door has its own statements. */
@Injectable()
export class LimitRepository {
  /** What one person has used in these days and months. */
  async used(tx: EntityManager, userId: string, periods: readonly string[]): Promise<Use[]> {
    const rows = await tx.getRepository(LimitUseEntity).findBy({ userId, period: In([...periods]) });
    return rows.map((row) => ({
      userId: row.userId,
      currency: row.currency,
      period: row.period,
      deposit: BigInt(row.deposit),
      withdrawal: BigInt(row.withdrawal),
      transfer: BigInt(row.transfer),
      external: BigInt(row.external),
    }));
  }

  /** Forgets what was used of days and months before this month: so many rows at the most. Says how many. */
  async forget(pool: Pool, month: string, most: number): Promise<number> {
    const { rowCount } = await pool.query(
      `delete from limit_use where (user_id, currency, period) in (
        select user_id, currency, period from limit_use where period < $1 order by period limit $2
        for update skip locked)`,
      [month, most],
    );
    return rowCount ?? 0;
  }

  async overrides(tx: EntityManager, tenantId: string, userId: string): Promise<Override[]> {
    const rows = await tx.getRepository(LimitOverrideEntity).findBy({ tenantId, userId });
    return rows.map(({ currency, kind, perTransfer, perDay, perMonth }) => ({
      currency,
      kind,
      ...(perTransfer === null ? {} : { per_transfer: BigInt(perTransfer) }),
      ...(perDay === null ? {} : { per_day: BigInt(perDay) }),
      ...(perMonth === null ? {} : { per_month: BigInt(perMonth) }),
    }));
  }

  /** Puts these in the place of all that were set for the person before. */
  async replace(
    tx: EntityManager,
    of: { tenantId: string; userId: string; setBy: string; setAt: Date },
    overrides: readonly Override[],
  ): Promise<void> {
    const { tenantId, userId } = of;
    // Two admins at once come one after the other.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`limits ${tenantId} ${userId}`]);
    await tx.getRepository(LimitOverrideEntity).delete({ tenantId, userId });
    const rows = overrides.map(({ currency, kind, ...most }) => ({
      ...of,
      currency,
      kind,
      perTransfer: most.per_transfer?.toString() ?? null,
      perDay: most.per_day?.toString() ?? null,
      perMonth: most.per_month?.toString() ?? null,
    }));
    if (rows.length > 0) await tx.getRepository(LimitOverrideEntity).insert(rows);
  }
}
