import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Card, CardStatus } from './card.js';
import { CardEntity } from './card.entity.js';

/** A card number as it is kept. */
export interface KeptNumber {
  readonly sealed: Buffer;
  readonly index: Buffer;
  readonly version: number;
}

/** The sealed number of a card, and the version of the key that opens it. */
export interface SealedNumber {
  readonly id: string;
  readonly sealed: Buffer;
  readonly version: number;
}

const live = In(['active', 'frozen']);

/** Cards. Whoever changes one holds the lock of its account. */
@Injectable()
export class CardRepository {
  /** False when the number is taken: draw another. */
  async add(tx: EntityManager, card: Card, number: KeptNumber): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `insert into card (id, tenant_id, account_id, owner_id, number_sealed, number_index, key_version, last_four,
          expires_at, status, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
        on conflict on constraint card_number do nothing returning id`,
      [
        ...[card.id, card.tenantId, card.accountId, card.ownerId, number.sealed, number.index, number.version],
        ...[card.lastFour, card.expiresAt, card.status, card.createdAt],
      ],
    );
    return rows.length > 0;
  }

  /** The card of an account that nobody has ended. */
  async findLive(tx: EntityManager, accountId: string): Promise<Card | undefined> {
    const row = await tx.findOneBy(CardEntity, { accountId, status: live });
    return row ? cardOf(row) : undefined;
  }

  async findOwn(tx: EntityManager, of: { tenantId: string; userId: string }, id: string): Promise<Card | undefined> {
    const row = await tx.findOneBy(CardEntity, { id, tenantId: of.tenantId, ownerId: of.userId });
    return row ? cardOf(row) : undefined;
  }

  /** Numbers of a tenant that are sealed with a key of before; nobody else may seal them until the end of the work. */
  async lockSealedBefore(tx: EntityManager, tenantId: string, version: number, most: number): Promise<SealedNumber[]> {
    return tx.query<SealedNumber[]>(
      `select id, number_sealed as sealed, key_version as version from card
        where tenant_id = $1 and key_version < $2 order by id limit $3 for update`,
      [tenantId, version, most],
    );
  }

  async keepSealed(tx: EntityManager, numbers: readonly SealedNumber[], version: number): Promise<void> {
    await tx.query(
      `update card set number_sealed = anew.sealed, key_version = $3
        from unnest($1::uuid[], $2::bytea[]) as anew (id, sealed) where card.id = anew.id`,
      [numbers.map(({ id }) => id), numbers.map(({ sealed }) => sealed), version],
    );
  }

  async keepStatus(tx: EntityManager, { id, status, replacedBy, updatedAt }: Card): Promise<void> {
    await tx.update(CardEntity, id, { status, replacedBy, updatedAt });
  }
}

function cardOf(row: CardEntity): Card {
  return {
    id: row.id,
    tenantId: row.tenantId,
    accountId: row.accountId,
    ownerId: row.ownerId,
    lastFour: row.lastFour,
    expiresAt: row.expiresAt,
    status: row.status as CardStatus,
    replacedBy: row.replacedBy,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
