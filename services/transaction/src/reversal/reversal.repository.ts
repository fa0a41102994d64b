import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { OUTBOX_COLUMNS, outboxArrays, outboxUnnest, type OutboxRow } from '@florin/platform/messaging';
import { nextAskAt, type Transfer } from '../transfer/transfer.js';

/** What a refund writes, under the lock of the transfer that it gives back; what is passed on from suspense, alike. */
@Injectable()
export class ReversalRepository {
  /** One refund of a transfer after the other. */
  async lock(tx: PoolClient, originalId: string): Promise<void> {
    await tx.query('select 1 from transfer where id = $1 for update', [originalId]);
  }

  /** Writes the refund, its command and its part of the original; false when its key is taken. */
  async insert(tx: PoolClient, transfer: Transfer, row: OutboxRow): Promise<boolean> {
    const { rowCount } = await tx.query(
      `insert into transfer (id, tenant_id, user_id, kind, status, amount, currency, from_account_id, to_account_id,
          to_user_id, description, idempotency_key, fingerprint, timeline, asked_at, ask_count, next_ask_at, created_at,
          reverses_id, card_id, debtor)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $15, $17, $18, $19)
        on conflict on constraint transfer_idempotency do nothing`,
      [
        transfer.id,
        transfer.tenantId,
        transfer.userId,
        transfer.kind,
        transfer.status,
        String(transfer.amount),
        transfer.currency,
        transfer.fromAccountId,
        transfer.toAccountId,
        transfer.toUserId,
        transfer.description,
        transfer.key,
        transfer.fingerprint,
        JSON.stringify(transfer.timeline),
        transfer.askedAt,
        nextAskAt(transfer.askedAt, 1, Math.random()),
        transfer.reversesId,
        transfer.cardId,
        transfer.debtor && JSON.stringify(transfer.debtor),
      ],
    );
    if (rowCount === 0) return false;
    await tx.query('update transfer set reversed_amount = reversed_amount + $2 where id = $1', [
      transfer.reversesId,
      String(transfer.amount),
    ]);
    await tx.query(`insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(1)}`, outboxArrays([row]));
    return true;
  }
}
