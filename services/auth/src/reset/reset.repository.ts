import { MoreThan, type EntityManager } from 'typeorm';
import { ResetEntity } from './reset.entity.js';

/** Tokens that stand in for a forgotten password. */
export class ResetRepository {
  async add(
    tx: EntityManager,
    token: { digest: Buffer; userId: string; madeAt: Date; expiresAt: Date },
  ): Promise<void> {
    await tx.insert(ResetEntity, token);
  }

  /** How many were made for a person since. */
  countSince(tx: EntityManager, userId: string, since: Date): Promise<number> {
    return tx.countBy(ResetEntity, { userId, madeAt: MoreThan(since) });
  }

  /** Whose a living token is. */
  async find(tx: EntityManager, digest: Buffer, now: Date): Promise<string | undefined> {
    return (await tx.findOneBy(ResetEntity, { digest, expiresAt: MoreThan(now) }))?.userId;
  }

  /** Uses a token up. Of any number of callers at once exactly one gets true. */
  async use(tx: EntityManager, digest: Buffer, now: Date): Promise<boolean> {
    const { affected } = await tx.delete(ResetEntity, { digest, expiresAt: MoreThan(now) });
    return affected === 1;
  }

  /** The tokens of a person are worth nothing any more. */
  async forget(tx: EntityManager, userId: string): Promise<void> {
    await tx.delete(ResetEntity, { userId });
  }

  /** Forgets what has expired and is too old to be counted. */
  async forgetBefore(tx: EntityManager, before: Date): Promise<void> {
    await tx.query('delete from password_reset where made_at < $1', [before]);
  }
}
