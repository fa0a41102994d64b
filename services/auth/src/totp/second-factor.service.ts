import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { verify } from 'otplib';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { auditOf, personAt } from '@florin/platform/audit';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { MasterKeyService } from '../key/master-key.service.js';
import type { SecondFactorCodes } from '../login/login.js';
import type { Device } from '../session/device.js';
import { digestOf } from '../session/session.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { CHALLENGE_MS, failuresNow, pauseS, recoveryDigestOf, sealName, type Totp } from './totp.js';
import { TotpRepository } from './totp.repository.js';

type Refusal =
  | { readonly code: 'totp_invalid'; readonly user?: User | undefined }
  | { readonly code: 'too_many_attempts'; readonly retryAfterS: number; readonly user?: User | undefined };

/** One time step back is still taken, for slow fingers; none ahead. */
const TOLERANCE_S: [number, number] = [30, 0];

/** The otplib step of a code that is good and was not used before. */
async function stepOf(secret: string, token: string, lastStep: number, now: Date): Promise<number | undefined> {
  if (!/^[0-9]{6}$/.test(token)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = await verify({ secret, token, epoch, epochTolerance: TOLERANCE_S, afterTimeStep: lastStep });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** Judges second factors: codes and recovery codes, each of which works once, however many try it at the same time. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly factors: TotpRepository,
    private readonly tenants: TenantRepository,
    private readonly users: UserRepository,
    private readonly relay: Relay,
    private readonly masters: MasterKeyService,
  ) {}

  /**
   * What somebody who knows the password must show besides. Gives how they proved themselves for the session's `amr`:
   * nothing when the person has no second factor.
   * Fails with: totp_required (with `mfa_token`), totp_invalid, too_many_attempts.
   */
  async demand(user: User, codes: SecondFactorCodes, device: Device): Promise<string[]> {
    if (!user.totpEnabled) return [];
    if (codes.totpCode === undefined && codes.recoveryCode === undefined) {
      const detail = 'Send totp_code or recovery_code beside the login, or with mfa_token to /auth/totp/validate.';
      throw new DomainError<ErrorCode>('totp_required', detail, { mfa_token: await this.challenge(user.id) });
    }
    const refusal = await this.settle((tx, now) => this.judge(tx, user, codes, device, now));
    if (refusal) throw refused(refusal);
    return ['otp'];
  }

  /** The person of a challenge, who has shown the second factor now. Fails with: totp_invalid, too_many_attempts. */
  async redeem(mfaToken: string, codes: SecondFactorCodes, device: Device): Promise<User> {
    const digest = digestOf(mfaToken);
    let person: User | undefined;
    const refusal = await this.settle(async (tx, now): Promise<Judged> => {
      const userId = await this.factors.tryChallenge(tx, digest, now);
      person = userId === undefined ? undefined : await this.users.find(tx, userId);
      const tenant = person && (await this.tenants.find(tx, person.tenantId));
      if (person?.status !== 'active' || tenant?.status !== 'active') {
        return { refusal: { code: 'totp_invalid' }, rows: [] };
      }
      const judged = await this.judge(tx, person, codes, device, now);
      if (!judged.refusal) await this.factors.endChallenge(tx, digest);
      return judged;
    });
    if (refusal || !person) throw refused(refusal ?? { code: 'totp_invalid' });
    return person;
  }

  /**
   * Judges a code or recovery code: a good one; it is used up then, and a failure is counted. The refusal is given and
   * not thrown, so that the count is kept.
   */
  async judge(tx: EntityManager, user: User, codes: SecondFactorCodes, device: Device, now: Date): Promise<Judged> {
    const totp = await this.factors.lock(tx, user.id);
    if (!totp?.confirmedAt) return { refusal: { code: 'totp_invalid' }, rows: [] };
    const retryAfterS = pauseS(totp, now);
    if (retryAfterS > 0) return { refusal: { code: 'too_many_attempts', retryAfterS }, rows: [] };
    const rows = await this.use(tx, totp, codes, device, user, now);
    if (rows) return { rows };
    const failures = failuresNow(totp, now);
    await this.factors.countFailure(tx, user.id, failures + 1, failures > 0 ? totp.failingSince! : now);
    const { id, roles, tenantId } = user;
    const fact = { user_id: id, reason: 'wrong_second_factor', ip: device.ip, at: now.toISOString() };
    const record = auditOf(personAt(device.ip, { id, roles }), {
      tenant: tenantId,
      action: 'second-factor.show',
      object: { kind: 'user', id },
      outcome: 'refused',
      reason: 'wrong_second_factor',
      at: now,
    });
    return {
      refusal: { code: 'totp_invalid' },
      rows: [outgoing('login.failed.v1', fact, { key: id, tenant: tenantId }), record],
    };
  }

  /** Whether a first code fits a secret that is not confirmed yet. */
  async fits(totp: Totp, code: string, now: Date): Promise<number | undefined> {
    return stepOf(this.open(totp), code, totp.lastStep, now);
  }

  /** Does the work in one transaction, says what there is to say, and gives the refusal if there was one. */
  async settle(work: (tx: EntityManager, now: Date) => Promise<Judged>): Promise<Refusal | undefined> {
    const { refusal, rows } = await inTransaction(this.database.engine, async (tx) => {
      const judged = await work(tx, new Date());
      await addToOutbox(tx, judged.rows);
      return judged;
    });
    this.relay.push(rows);
    return refusal;
  }

  /** What was used up says so, if it is worth telling; undefined when nothing was good. */
  private async use(
    tx: EntityManager,
    totp: Totp,
    codes: SecondFactorCodes,
    device: Device,
    user: User,
    now: Date,
  ): Promise<OutboxRow[] | undefined> {
    if (codes.totpCode !== undefined) {
      const step = await stepOf(this.open(totp), codes.totpCode, totp.lastStep, now);
      if (step === undefined) return undefined;
      await this.factors.accept(tx, totp.userId, step);
      return [];
    }
    const digest = recoveryDigestOf(totp.userId, codes.recoveryCode ?? '');
    const left = await this.factors.useCode(tx, totp.userId, digest, now);
    if (left === undefined) return undefined;
    await this.factors.accept(tx, totp.userId, totp.lastStep);
    const about = { key: user.id, tenant: user.tenantId };
    const record = auditOf(personAt(device.ip, user), {
      tenant: user.tenantId,
      action: 'recovery-code.use',
      object: { kind: 'user', id: user.id },
      details: { left: String(left) },
      at: now,
    });
    return [outgoing('recovery-code.used.v1', { user_id: user.id, left, at: now.toISOString() }, about), record];
  }

  private async challenge(userId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = new Date();
    const expiresAt = new Date(now.getTime() + CHALLENGE_MS);
    await inTransaction(this.database.engine, (tx) =>
      this.factors.challenge(tx, userId, digestOf(token), now, expiresAt),
    );
    return token;
  }

  private open(totp: Totp): string {
    return this.masters.open(totp.secretSealed, sealName(totp)).toString();
  }
}

/** What became of a proof, and what the bank is told of it. */
export interface Judged {
  readonly refusal?: Refusal;
  readonly rows: readonly OutboxRow[];
}

export function refused(refusal: Refusal): DomainError {
  return refusal.code === 'too_many_attempts'
    ? new DomainError<ErrorCode>(refusal.code, 'Wait a while.', { retry_after: refusal.retryAfterS })
    : new DomainError<ErrorCode>(refusal.code, 'The code is wrong, was used before, or came too late.');
}
