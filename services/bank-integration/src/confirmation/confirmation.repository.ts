import { Injectable } from '@nestjs/common';
import { MoreThan, type EntityManager } from 'typeorm';
import type { AskedTransfer, Confirmation, ConfirmationLevel, ConfirmationStatus } from './confirmation.js';
import { ConfirmationEntity } from './confirmation.entity.js';

const SHOWN_MOST = 50;

/** Confirmations. Whose they are stands in every question but the one of the page, where only the id is known. */
@Injectable()
export class ConfirmationRepository {
  /** Lets one request after the other of the same user pass until the transaction ends. */
  async queue(tx: EntityManager, userId: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('confirmation ' || $1, 0))`, [userId]);
  }

  async add(tx: EntityManager, { amountMinor, ...confirmation }: Confirmation): Promise<void> {
    const { asked } = confirmation;
    await tx.query(
      `insert into confirmation (id, tenant_id, user_id, client_id, idempotency_key, fingerprint, asked, amount_minor,
          currency, level, status, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[confirmation.id, confirmation.tenantId, confirmation.userId, confirmation.clientId],
        ...[confirmation.idempotencyKey, confirmation.fingerprint, JSON.stringify(asked), String(amountMinor)],
        ...[asked.currency, confirmation.level, confirmation.status, confirmation.createdAt],
      ],
    );
  }

  async findByKey(tx: EntityManager, userId: string, idempotencyKey: string): Promise<Confirmation | undefined> {
    const row = await tx.findOneBy(ConfirmationEntity, { userId, idempotencyKey });
    return row ? confirmationOf(row) : undefined;
  }

  /** Locked until the transaction ends. */
  async lock(tx: EntityManager, id: string): Promise<Confirmation | undefined> {
    const row = await tx.findOne(ConfirmationEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row ? confirmationOf(row) : undefined;
  }

  async find(tx: EntityManager, id: string): Promise<Confirmation | undefined> {
    const row = await tx.findOneBy(ConfirmationEntity, { id });
    return row ? confirmationOf(row) : undefined;
  }

  /** The newest that wait, newest first. */
  async waiting(tx: EntityManager, userId: string, since: Date): Promise<Confirmation[]> {
    const rows = await tx.find(ConfirmationEntity, {
      where: { userId, status: 'pending', createdAt: MoreThan(since) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: SHOWN_MOST,
    });
    return rows.map(confirmationOf);
  }

  /** What programs moved, or may still move, on the customer's word as they report it. */
  async counted(tx: EntityManager, userId: string, currency: string, since: Date, openSince: Date): Promise<bigint> {
    const [row] = await tx.query<{ sum: string }[]>(
      `select coalesce(sum(amount_minor), 0) as sum from confirmation
        where user_id = $1 and currency = $2 and level = 'program' and created_at > $3
          and (status = 'used' or (status = 'pending' and created_at > $4))`,
      [userId, currency, since, openSince],
    );
    return BigInt(row?.sum ?? 0);
  }

  async keepStatus(tx: EntityManager, id: string, status: ConfirmationStatus, sessionId?: string): Promise<void> {
    await tx.update(ConfirmationEntity, id, sessionId === undefined ? { status } : { status, sessionId });
  }

  /** Whether a login has confirmed something already. */
  isSpent(tx: EntityManager, sessionId: string): Promise<boolean> {
    return tx.existsBy(ConfirmationEntity, { sessionId });
  }
}

function confirmationOf({ currency: _asked, ...row }: ConfirmationEntity): Confirmation {
  return {
    ...row,
    asked: row.asked as AskedTransfer,
    amountMinor: BigInt(row.amountMinor),
    level: row.level as ConfirmationLevel,
    status: row.status as ConfirmationStatus,
  };
}
