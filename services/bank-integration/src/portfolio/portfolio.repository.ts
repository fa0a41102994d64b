import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';
import { OUTBOX_COLUMNS, outboxArrays, outboxUnnest, type OutboxRow } from '@florin/platform/messaging';
import type { Copy, Link, Portfolio } from './portfolio.js';

/** Links to the outside bank, and the last that it said of each. */
@Injectable()
export class PortfolioRepository {
  /** Whoever was linked before stays so. */
  async link(tx: PoolClient, { userId, tenantId, customerOid }: Link, now: Date): Promise<boolean> {
    const { rowCount } = await tx.query(
      `insert into portfolio (user_id, tenant_id, customer_oid, linked_at) values ($1, $2, $3, $4)
        on conflict on constraint portfolio_pkey do nothing`,
      [userId, tenantId, customerOid, now],
    );
    return rowCount === 1;
  }

  async keep(tx: PoolClient, userId: string, content: Portfolio, now: Date): Promise<void> {
    await tx.query('update portfolio set content = $2, fetched_at = $3 where user_id = $1', [
      userId,
      JSON.stringify(content),
      now,
    ]);
  }

  /** The copy of one customer, of the tenant that `tx` belongs to. */
  async find(tx: EntityManager, userId: string): Promise<Copy | undefined> {
    const [copy] = await tx.query<Copy[]>(
      `select user_id as "userId", tenant_id as "tenantId", customer_oid as "customerOid", content,
          fetched_at as "fetchedAt"
        from portfolio where user_id = $1`,
      [userId],
    );
    return copy;
  }

  async speak(tx: PoolClient, rows: readonly OutboxRow[]): Promise<void> {
    await tx.query(`insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(1)}`, outboxArrays(rows));
  }
}
