import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { OUTBOX_COLUMNS, outboxArrays, outboxUnnest, type OutboxRow } from '@florin/platform/messaging';
import { nextAskAt, type Transfer } from '../transfer/transfer.js';
import type { Payee } from './incoming.js';

/** Who has which account number, and the transfers that come from outside. */
@Injectable()
export class IncomingRepository {
  async learn(pool: Pool, payees: readonly Payee[]): Promise<void> {
    await pool.query(
      `insert into payee (number, account_id, owner_id, tenant_id, currency)
        select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[])
        on conflict on constraint payee_pkey do nothing`,
      [
        payees.map((one) => one.number),
        payees.map((one) => one.accountId),
        payees.map((one) => one.ownerId),
        payees.map((one) => one.tenantId),
        payees.map((one) => one.currency),
      ],
    );
  }

  async byNumbers(pool: Pool | PoolClient, numbers: readonly string[]): Promise<Map<string, Payee>> {
    const { rows } = await pool.query<Payee>(
      `select number, account_id as "accountId", owner_id as "ownerId", tenant_id as "tenantId", currency
        from payee where number = any($1::text[])`,
      [numbers],
    );
    return new Map(rows.map((row) => [row.number, row]));
  }

  /** Writes a transfer and its command; nothing when the payment was taken before. */
  async insert(tx: PoolClient, transfer: Transfer, row: OutboxRow): Promise<boolean> {
    const { rowCount } = await tx.query(
      `insert into transfer (id, tenant_id, user_id, kind, status, amount, currency, to_account_id, to_user_id,
          description, idempotency_key, fingerprint, timeline, asked_at, ask_count, next_ask_at, created_at, debtor)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $14, $16)
        on conflict on constraint transfer_idempotency do nothing`,
      [
        transfer.id,
        transfer.tenantId,
        transfer.userId,
        transfer.kind,
        transfer.status,
        String(transfer.amount),
        transfer.currency,
        transfer.toAccountId,
        transfer.toUserId,
        transfer.description,
        transfer.key,
        transfer.fingerprint,
        JSON.stringify(transfer.timeline),
        transfer.askedAt,
        nextAskAt(transfer.askedAt, 1, Math.random()),
        JSON.stringify(transfer.debtor),
      ],
    );
    if (rowCount === 0) return false;
    await tx.query(`insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(1)}`, outboxArrays([row]));
    return true;
  }
}
