import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { EntityManager } from 'typeorm';
import { OpeningEntity } from './opening.entity.js';

interface Key {
  readonly userId: string;
  readonly idempotencyKey: string;
}

/** The idempotency keys of what is opened and issued: scope user and key, each with what was made. */
@Injectable()
export class OpeningRepository {
  /**
   * Does the work once for a key, and gives what was made then to whoever comes again. Waits for whoever is at it
   * right now. Fails with: idempotency_key_reused.
   */
  async once<T extends object>(
    tx: EntityManager,
    key: { userId: string; idempotencyKey: string | undefined; fingerprint: Buffer; now: Date },
    work: () => Promise<T>,
  ): Promise<{ made: T; replayed: boolean }> {
    const { userId, idempotencyKey } = key;
    if (idempotencyKey === undefined) return { made: await work(), replayed: false };
    const of = { userId, idempotencyKey };
    const before = await this.claim(tx, of, key.fingerprint, key.now);
    if (!before) {
      const made = await work();
      await tx.update(OpeningEntity, of, { account: made });
      return { made, replayed: false };
    }
    if (!before.fingerprint.equals(key.fingerprint)) {
      throw new DomainError(
        'idempotency_key_reused',
        'This key was used for another request. Take a new key for a new one.',
      );
    }
    return { made: before.account as T, replayed: true };
  }

  private async claim(tx: EntityManager, of: Key, fingerprint: Buffer, now: Date): Promise<OpeningEntity | undefined> {
    const claimed = await tx.query<unknown[]>(
      `insert into opening (user_id, idempotency_key, fingerprint, created_at) values ($1, $2, $3, $4)
        on conflict on constraint opening_pkey do nothing returning user_id`,
      [of.userId, of.idempotencyKey, fingerprint, now],
    );
    return claimed.length > 0 ? undefined : tx.findOneByOrFail(OpeningEntity, of);
  }
}
