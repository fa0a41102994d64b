import { MoreThan, type EntityManager } from 'typeorm';
import { ChallengeEntity, RecoveryCodeEntity, TotpEntity } from './totp.entity.js';
import { CHALLENGE_TRIES, type SealedSecret, type Totp } from './totp.js';

/** Second factors, recovery codes, and the challenges of people who have shown their password alone. */
export class TotpRepository {
  async find(tx: EntityManager, userId: string): Promise<Totp | undefined> {
    return totpOf(await tx.findOneBy(TotpEntity, { userId }));
  }

  /** Nobody else judges a code of this person until the transaction ends. */
  async lock(tx: EntityManager, userId: string): Promise<Totp | undefined> {
    return totpOf(await tx.findOne(TotpEntity, { where: { userId }, lock: { mode: 'pessimistic_write' } }));
  }

  /** Keeps a secret that is not confirmed yet; false when a confirmed one is there. */
  async offer(
    tx: EntityManager,
    totp: Pick<Totp, 'userId' | 'tenantId' | 'secretSealed' | 'createdAt'>,
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into totp (user_id, tenant_id, secret_sealed, created_at) values ($1, $2, $3, $4)
        on conflict (user_id) do update
          set secret_sealed = $3, created_at = $4, last_step = 0, failures = 0, failing_since = null
        where totp.confirmed_at is null returning user_id`,
      [totp.userId, totp.tenantId, totp.secretSealed, totp.createdAt],
    );
    return rows.length > 0;
  }

  /** The next secrets after those of a person, or the first ones. */
  async listSealed(tx: EntityManager, after: string | undefined, most: number): Promise<SealedSecret[]> {
    return tx.find(TotpEntity, {
      select: { userId: true, tenantId: true, secretSealed: true },
      where: after === undefined ? {} : { userId: MoreThan(after) },
      order: { userId: 'ASC' },
      take: most,
    });
  }

  /** Keeps the same secrets sealed anew; not where another one was set up meanwhile. How many it were. */
  async keepSealed(
    tx: EntityManager,
    of: readonly (SealedSecret & { readonly sealedAnew: Buffer })[],
  ): Promise<number> {
    const [kept]: [unknown[]] = await tx.query(
      `update totp set secret_sealed = anew.sealed_anew
        from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as anew (user_id, secret_sealed, sealed_anew)
        where totp.user_id = anew.user_id and totp.secret_sealed = anew.secret_sealed returning totp.user_id`,
      [of.map((one) => one.userId), of.map((one) => one.secretSealed), of.map((one) => one.sealedAnew)],
    );
    return kept.length;
  }

  async confirm(tx: EntityManager, userId: string, now: Date): Promise<void> {
    await tx.update(TotpEntity, { userId }, { confirmedAt: now });
    await this.setEnabled(tx, userId, true, now);
  }

  async accept(tx: EntityManager, userId: string, step: number): Promise<void> {
    await tx.update(TotpEntity, { userId }, { lastStep: String(step), failures: 0, failingSince: null });
  }

  async countFailure(tx: EntityManager, userId: string, failures: number, since: Date): Promise<void> {
    await tx.update(TotpEntity, { userId }, { failures, failingSince: since });
  }

  async remove(tx: EntityManager, userId: string, now: Date): Promise<void> {
    await tx.delete(TotpEntity, { userId });
    await tx.delete(RecoveryCodeEntity, { userId });
    await tx.delete(ChallengeEntity, { userId });
    await this.setEnabled(tx, userId, false, now);
  }

  async replaceCodes(tx: EntityManager, userId: string, digests: readonly Buffer[]): Promise<void> {
    await tx.delete(RecoveryCodeEntity, { userId });
    await tx.insert(RecoveryCodeEntity, digests.map((digest) => ({ userId, digest })));
  }

  /** Uses a recovery code up. Of any number of callers at once exactly one is told how many are left. */
  async useCode(tx: EntityManager, userId: string, digest: Buffer, now: Date): Promise<number | undefined> {
    const [used]: [unknown[]] = await tx.query(
      'update recovery_code set used_at = $3 where user_id = $1 and digest = $2 and used_at is null returning digest',
      [userId, digest, now],
    );
    if (used.length === 0) return undefined;
    const rows: { left: number }[] = await tx.query(
      'select count(*)::int as left from recovery_code where user_id = $1 and used_at is null',
      [userId],
    );
    return rows[0]!.left;
  }

  /** Begins a challenge, and forgets those of the person that nobody finished in time. */
  async challenge(tx: EntityManager, userId: string, digest: Buffer, now: Date, expiresAt: Date): Promise<void> {
    await tx.query('delete from mfa_challenge where user_id = $1 and expires_at <= $2', [userId, now]);
    await tx.insert(ChallengeEntity, { userId, digest, expiresAt });
  }

  /** Whoever is half way in by a password that is not good any more begins again. */
  async endChallenges(tx: EntityManager, userId: string): Promise<void> {
    await tx.query('delete from mfa_challenge where user_id = $1', [userId]);
  }

  /** Takes one of the tries of a challenge; undefined when there is none left, or it is over, or never was. */
  async tryChallenge(tx: EntityManager, digest: Buffer, now: Date): Promise<string | undefined> {
    const [rows]: [{ user_id: string }[]] = await tx.query(
      `update mfa_challenge set tries = tries + 1
        where digest = $1 and tries < $3 and expires_at > $2 returning user_id`,
      [digest, now, CHALLENGE_TRIES],
    );
    return rows[0]?.user_id;
  }

  async endChallenge(tx: EntityManager, digest: Buffer): Promise<void> {
    await tx.delete(ChallengeEntity, { digest });
  }

  private async setEnabled(tx: EntityManager, userId: string, enabled: boolean, now: Date): Promise<void> {
    await tx.query('update app_user set totp_enabled = $2, updated_at = $3 where id = $1', [userId, enabled, now]);
  }
}

function totpOf(row: TotpEntity | null): Totp | undefined {
  return row ? { ...row, lastStep: Number(row.lastStep) } : undefined;
}
