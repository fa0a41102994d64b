import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { auditOf, type Origin } from '@florin/platform/audit';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, Relay } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { resetMail } from '../mail/mail.js';
import { MailService } from '../mail/mail.service.js';
import { PasswordChangeService } from '../password/password-change.service.js';
import { digestOf } from '../session/session.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { LETTERS_MOST, LETTERS_WITHIN_MS, RESET_MINUTES, resetExpiry } from './reset.js';
import { ResetRepository } from './reset.repository.js';

const ASKED_MOST = 100;

/** Helps people who have forgotten their password. */
@Injectable()
export class ResetService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Reset');
  private readonly asked = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly tenants: TenantRepository,
    private readonly users: UserRepository,
    private readonly resets: ResetRepository,
    private readonly changes: PasswordChangeService,
    private readonly mail: MailService,
    private readonly relay: Relay,
  ) {}

  /** Sends a token, if somebody has the address. Not awaited: the time must not show it. Fails with: overloaded. */
  ask(tenantId: string, email: string, origin: Origin): void {
    if (this.asked.size >= ASKED_MOST) throw new DomainError('overloaded', 'Too many at once.', { retry_after: 1 });
    const done = this.write(tenantId, email, origin)
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => this.asked.delete(done));
    this.asked.add(done);
  }

  /**
   * Fails with: reset_token_invalid, password_too_weak, overloaded, revocation_unavailable. A password that is too weak
   * does not use the token up.
   */
  async reset(token: string, wished: string, origin: Origin): Promise<void> {
    const digest = digestOf(token);
    const user = await inTransaction(this.database.engine, (tx) => this.userOf(tx, digest, new Date()));
    const passwordHash = await this.changes.hash(user, wished);
    const changed = await inTransaction(this.database.engine, async (tx) => {
      const now = new Date();
      if (!(await this.resets.use(tx, digest, now))) throw refusal();
      return this.changes.change(tx, user, passwordHash, { origin, reason: 'password_reset' }, now);
    });
    await this.changes.settle(changed);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.asked);
  }

  private async write(tenantId: string, email: string, origin: Origin): Promise<void> {
    const token = randomBytes(32).toString('base64url');
    const written = await inTransaction(this.database.engine, async (tx) => {
      const now = new Date();
      const known = await this.users.findLogin(tx, tenantId, 'email', email);
      const user = known && (await this.users.lock(tx, known.user.id));
      if (!user || !(await this.isActive(tx, user))) return undefined;
      const since = new Date(now.getTime() - LETTERS_WITHIN_MS);
      if ((await this.resets.countSince(tx, user.id, since)) >= LETTERS_MOST) return undefined;
      await this.resets.forgetBefore(tx, since);
      await this.resets.add(tx, { digest: digestOf(token), userId: user.id, madeAt: now, expiresAt: resetExpiry(now) });
      const object = { kind: 'user', id: user.id };
      const rows = [auditOf(origin, { tenant: tenantId, action: 'password.forget', object, at: now })];
      await addToOutbox(tx, rows);
      return { rows, user };
    });
    if (!written) return;
    this.relay.push(written.rows);
    this.mail.post(resetMail(written.user.email, token, RESET_MINUTES));
  }

  /** Fails with: reset_token_invalid. */
  private async userOf(tx: EntityManager, digest: Buffer, now: Date): Promise<User> {
    const userId = await this.resets.find(tx, digest, now);
    const user = userId === undefined ? undefined : await this.users.find(tx, userId);
    if (!user || !(await this.isActive(tx, user))) throw refusal();
    return user;
  }

  private async isActive(tx: EntityManager, user: User): Promise<boolean> {
    return user.status === 'active' && (await this.tenants.find(tx, user.tenantId))?.status === 'active';
  }
}

function refusal(): DomainError {
  return new DomainError<ErrorCode>('reset_token_invalid', 'Ask for another letter.');
}
