import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, strangerAt, type Deed } from '@florin/platform/audit';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { PasswordService } from '../password/password.service.js';
import type { Device } from '../session/device.js';
import type { Tokens } from '../session/session.js';
import { SessionService } from '../session/session.service.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import { SecondFactorService } from '../totp/second-factor.service.js';
import { isEmailLogin, type User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import type { Credentials, Proven, SecondFactorCodes } from './login.js';
import { LockoutService } from './lockout.service.js';

export interface LoggedIn {
  readonly user: User;
  readonly tokens: Tokens;
}

/** Lets people in who know their password. */
@Injectable()
export class LoginService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Login');
  private readonly telling = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly tenants: TenantRepository,
    private readonly users: UserRepository,
    private readonly passwords: PasswordService,
    private readonly lockout: LockoutService,
    private readonly secondFactor: SecondFactorService,
    private readonly sessions: SessionService,
    private readonly trail: AuditTrail,
    private readonly relay: Relay,
  ) {}

  /** Fails with: what {@link prove} fails with. */
  async logIn(credentials: Credentials, device: Device): Promise<LoggedIn> {
    const { user, amr, passwordHash } = await this.prove(credentials, device);
    return { user, tokens: await this.sessions.begin(user, { device, amr, passwordHash }) };
  }

  /** Ends a login that was answered with an mfa_token. Fails with: totp_invalid, too_many_attempts. */
  async finish(mfaToken: string, codes: SecondFactorCodes, device: Device): Promise<LoggedIn> {
    const user = await this.secondFactor.redeem(mfaToken, codes, device);
    return { user, tokens: await this.sessions.begin(user, { device, amr: ['pwd', 'otp'] }) };
  }

  /**
   * Who has given a right password, and the second factor where the person has one. One answer and one cost for
   * unknown, wrong and disabled.
   * Fails with: invalid_credentials, too_many_attempts, overloaded, and what the second factor fails with.
   */
  async prove(credentials: Credentials, device: Device): Promise<Proven> {
    const { tenantId, login, password } = credentials;
    const { tenant, found } = await inTransaction(this.database.engine, async (tx) => ({
      tenant: await this.tenants.find(tx, tenantId),
      found: await this.users.findLogin(tx, tenantId, isEmailLogin(login) ? 'email' : 'username', login),
    }));
    const attempt = { tenantId: tenant?.id, login, userId: found?.user.id, ip: device.ip };
    const known = await this.lockout.guard(attempt, async () => {
      const right = await this.passwords.verify(found?.passwordHash, password);
      if (found && right && tenant?.status === 'active' && found.user.status === 'active') return found;
      if (found) this.tellFailure(found.user, right ? 'disabled' : 'wrong_password', device);
      else if (tenant) this.trail.tell(auditOf(strangerAt(device.ip), this.deedOf(tenantId, 'unknown_login')));
      return undefined;
    });
    if (!known) throw new DomainError<ErrorCode>('invalid_credentials', 'Check the login and the password.');
    const { user } = known;
    const passwordHash = this.passwords.isDated(known.passwordHash)
      ? await this.rehash(user, password)
      : known.passwordHash;
    return { user, passwordHash, amr: ['pwd', ...(await this.secondFactor.demand(user, credentials, device))] };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.telling);
  }

  /**
   * Not awaited by the answer: only a known person has a failure to tell of, and the time must not show who is known.
   */
  private tellFailure(user: User, reason: string, device: Device): void {
    const fact = { user_id: user.id, reason, ip: device.ip, at: new Date().toISOString() };
    const row = outgoing('login.failed.v1', fact, { key: user.id, tenant: user.tenantId });
    const rows = [row, auditOf(strangerAt(device.ip), this.deedOf(user.tenantId, reason, user.id))];
    const told = inTransaction(this.database.engine, (tx) => addToOutbox(tx, rows))
      .then(() => this.relay.push(rows))
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => this.telling.delete(told));
    this.telling.add(told);
  }

  private deedOf(tenant: string, reason: string, userId?: string): Deed {
    const object = userId === undefined ? null : { kind: 'user', id: userId };
    return { tenant, action: 'session.start', object, outcome: 'refused', reason };
  }

  private async rehash(user: User, password: string): Promise<string> {
    const passwordHash = await this.passwords.hash(password);
    await inTransaction(this.database.engine, (tx) => this.users.setPasswordHash(tx, user.id, passwordHash));
    return passwordHash;
  }
}
