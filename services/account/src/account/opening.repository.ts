import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Account } from './account.js';
import { OpeningEntity } from './opening.entity.js';

interface Key {
  readonly userId: string;
  readonly idempotencyKey: string;
}

/** The idempotency keys of openings: scope user and key, each with the account as it was answered. */
@Injectable()
export class OpeningRepository {
  /** Takes the key, or gives what was done with it before. Waits for whoever is taking it right now. */
  async claim(
    tx: EntityManager,
    key: Key,
    fingerprint: Buffer,
    now: Date,
  ): Promise<{ fingerprint: Buffer; account: Account } | undefined> {
    const claimed = await tx.query<unknown[]>(
      `insert into opening (user_id, idempotency_key, fingerprint, created_at) values ($1, $2, $3, $4)
        on conflict on constraint opening_pkey do nothing returning user_id`,
      [key.userId, key.idempotencyKey, fingerprint, now],
    );
    if (claimed.length > 0) return undefined;
    const before = await tx.findOneByOrFail(OpeningEntity, key);
    return { fingerprint: before.fingerprint, account: restored(before.account as Stored) };
  }

  async keep(tx: EntityManager, key: Key, account: Account): Promise<void> {
    await tx.update(OpeningEntity, key, { account: stored(account) });
  }
}

type Stored = Omit<Account, 'balance' | 'held' | 'createdAt' | 'updatedAt'> & { createdAt: string };

/** A new account holds nothing, so its amounts need not be kept. */
function stored({ balance: _balance, held: _held, updatedAt: _updatedAt, ...account }: Account): Stored {
  return { ...account, createdAt: account.createdAt.toISOString() };
}

function restored(account: Stored): Account {
  const createdAt = new Date(account.createdAt);
  return { ...account, balance: 0n, held: 0n, createdAt, updatedAt: createdAt };
}
