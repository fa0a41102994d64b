import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { generateSecret, generateURI } from 'otplib';
import qrcode from 'qrcode';
import type { EntityManager } from 'typeorm';
import { assert, DomainError } from '@florin/kernel';
import { auditOf, type Origin } from '@florin/platform/audit';
import { Database, inTransaction } from '@florin/platform/database';
import { outgoing, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { MasterKeyService } from '../key/master-key.service.js';
import { ProofService } from '../login/proof.service.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { refused, SecondFactorService, type Judged } from './second-factor.service.js';
import {
  RECOVERY_CODES, recoveryCodeOf, recoveryDigestOf, sealName, SETUP_TRIES, type Offer, type Totp,
} from './totp.js';
import { TotpRepository } from './totp.repository.js';

/** Whose second factor it is. */
interface Owner {
  readonly userId: string;
  readonly tenantId: string;
}

const ISSUER = 'Florin';

/** Lets people set up a second factor, and take it off again. */
@Injectable()
export class TotpService {
  constructor(
    private readonly database: Database,
    private readonly factors: TotpRepository,
    private readonly judges: SecondFactorService,
    private readonly users: UserRepository,
    private readonly proofs: ProofService,
    private readonly masters: MasterKeyService,
  ) {}

  /** A new secret; it counts for nothing until a code of it was shown. Fails with: totp_already_enabled. */
  async setUp({ userId, tenantId }: Owner): Promise<Offer> {
    const secret = generateSecret({ length: 20 });
    const secretSealed = this.masters.seal(Buffer.from(secret), sealName({ tenantId, userId }));
    const user = await inTransaction(this.database.engine, async (tx) => {
      const offered = await this.factors.offer(tx, { userId, tenantId, secretSealed, createdAt: new Date() });
      if (!offered) throw new DomainError<ErrorCode>('totp_already_enabled', 'Disable the second factor first.');
      return this.users.find(tx, userId);
    });
    assert(user, 'a caller is a person');
    const uri = generateURI({ issuer: ISSUER, label: user.email, secret });
    return { secret, uri, qrCode: await qrcode.toDataURL(uri) };
  }

  /** Turns the second factor on. Fails with: totp_not_started, totp_already_enabled, totp_invalid. */
  async confirm({ userId }: Owner, code: string, origin: Origin): Promise<{ user: User; recoveryCodes: string[] }> {
    const recoveryCodes = drawCodes();
    let person: User | undefined;
    const refusal = await this.judges.settle(async (tx, now): Promise<Judged> => {
      const totp = await this.factors.lock(tx, userId);
      if (totp?.confirmedAt) throw new DomainError<ErrorCode>('totp_already_enabled');
      if (!totp || totp.failures >= SETUP_TRIES) {
        throw new DomainError<ErrorCode>('totp_not_started', 'Begin with /auth/totp/setup.');
      }
      const step = await this.judges.fits(totp, code, now);
      if (step === undefined) {
        await this.factors.countFailure(tx, userId, totp.failures + 1, totp.failingSince ?? now);
        return { refusal: { code: 'totp_invalid' }, rows: [recordOfWrongCode(totp, origin, now)] };
      }
      await this.factors.accept(tx, userId, step);
      await this.factors.confirm(tx, userId, now);
      await this.keep(tx, userId, recoveryCodes);
      person = await this.users.find(tx, userId);
      assert(person, 'a caller is a person');
      const fact = { user_id: userId, at: now.toISOString() };
      const row = outgoing('totp.enabled.v1', fact, { key: userId, tenant: person.tenantId });
      return { rows: [row, recordOf(person, 'totp.enable', origin, now)] };
    });
    if (refusal || !person) throw refused(refusal ?? { code: 'totp_invalid' });
    return { user: person, recoveryCodes };
  }

  /**
   * Turns the second factor off.
   * Fails with: invalid_credentials, overloaded, totp_not_started, totp_invalid, too_many_attempts.
   */
  async disable(owner: Owner, password: string, code: string, origin: Origin): Promise<void> {
    await this.withBoth(owner, password, code, origin, async (tx, person, now) => {
      await this.factors.remove(tx, person.id, now);
      const fact = { user_id: person.id, at: now.toISOString() };
      const row = outgoing('totp.disabled.v1', fact, { key: person.id, tenant: person.tenantId });
      return [row, recordOf(person, 'totp.disable', origin, now)];
    });
  }

  /** New recovery codes; the old ones are dead. Fails with: as {@link disable}. */
  async renewCodes(owner: Owner, password: string, code: string, origin: Origin): Promise<string[]> {
    const recoveryCodes = drawCodes();
    await this.withBoth(owner, password, code, origin, async (tx, person, now) => {
      await this.keep(tx, person.id, recoveryCodes);
      const fact = { user_id: person.id, at: now.toISOString() };
      const row = outgoing('recovery-codes.renewed.v1', fact, { key: person.id, tenant: person.tenantId });
      return [row, recordOf(person, 'recovery-codes.renew', origin, now)];
    });
    return recoveryCodes;
  }

  /** Does what needs the password and a code together. */
  private async withBoth(
    { userId, tenantId }: Owner,
    password: string,
    code: string,
    { address: ip }: Origin,
    work: (tx: EntityManager, person: User, now: Date) => Promise<OutboxRow[]>,
  ): Promise<void> {
    const known = await this.proofs.prove({ userId, tenantId }, password, ip);
    if (!known.user.totpEnabled) throw new DomainError<ErrorCode>('totp_not_started', 'There is no second factor.');
    const refusal = await this.judges.settle(async (tx, now) => {
      const judged = await this.judges.judge(tx, known.user, { totpCode: code }, { ip, userAgent: null }, now);
      if (judged.refusal) return judged;
      return { rows: [...judged.rows, ...(await work(tx, known.user, now))] };
    });
    if (refusal) throw refused(refusal);
  }

  private keep(tx: EntityManager, userId: string, codes: readonly string[]): Promise<void> {
    return this.factors.replaceCodes(tx, userId, codes.map((code) => recoveryDigestOf(userId, code)));
  }
}

function drawCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => recoveryCodeOf(randomBytes(10)));
}

function recordOf(person: User, action: string, origin: Origin, at: Date): OutboxRow {
  return auditOf(origin, { tenant: person.tenantId, action, object: { kind: 'user', id: person.id }, at });
}

function recordOfWrongCode(totp: Totp, origin: Origin, at: Date): OutboxRow {
  const object = { kind: 'user', id: totp.userId };
  const deed = { action: 'second-factor.show', outcome: 'refused', reason: 'wrong_second_factor' } as const;
  return auditOf(origin, { tenant: totp.tenantId, object, ...deed, at });
}
