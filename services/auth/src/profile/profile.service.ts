import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { auditOf, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { ProofService } from '../login/proof.service.js';
import { emailChangedMail } from '../mail/mail.js';
import { MailService } from '../mail/mail.service.js';
import { PasswordChangeService } from '../password/password-change.service.js';
import { EndingService } from '../session/ending.service.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { ResetRepository } from '../reset/reset.repository.js';

/** What people change about themselves. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly proofs: ProofService,
    private readonly changes: PasswordChangeService,
    private readonly resets: ResetRepository,
    private readonly ending: EndingService,
    private readonly mail: MailService,
    private readonly relay: Relay,
  ) {}

  /** Fails with: unauthenticated, when the person of the token is gone. */
  async change({ userId }: Caller, wish: Partial<User>, origin: Origin): Promise<User> {
    const { user, rows } = await inTransaction(this.database.engine, async (tx) => {
      const now = new Date();
      const before = await this.lock(tx, userId);
      const changed = Object.entries(wish).filter(([name, value]) => before[name as keyof User] !== value);
      if (changed.length === 0) return { user: before, rows: [] };
      await this.users.change(tx, userId, Object.fromEntries(changed), now);
      const rows = told(before, changed.map(([name]) => wordOf[name]!), 'user.change', origin, now);
      await addToOutbox(tx, rows);
      return { user: { ...before, ...Object.fromEntries(changed), updatedAt: now }, rows };
    });
    this.relay.push(rows);
    return user;
  }

  /**
   * A new address to log in with; all other sessions end.
   * Fails with: invalid_credentials, too_many_attempts, overloaded, email_taken, revocation_unavailable.
   */
  async changeEmail(caller: Caller, email: string, password: string, origin: Origin): Promise<User> {
    const { userId, sessionId } = caller;
    await this.proofs.prove(caller, password, origin.address);
    const done = await inTransaction(this.database.engine, async (tx) => {
      const now = new Date();
      const before = await this.lock(tx, userId);
      if (before.email === email) return { before, user: before, rows: [] };
      await this.users.change(tx, userId, { email }, now);
      // Letters with a token have gone to an address that is not the person's any more.
      await this.resets.forget(tx, userId);
      const rows = told(before, ['email'], 'email.change', origin, now);
      await addToOutbox(tx, rows);
      const ended = await this.ending.endIn(tx, { userId, except: sessionId }, 'email_changed', now);
      return { before, user: { ...before, email, updatedAt: now }, rows, ended };
    });
    this.relay.push(done.rows);
    if (done.ended) {
      this.mail.post(emailChangedMail(done.before.email));
      await this.ending.settle(done.ended);
    }
    return done.user;
  }

  /**
   * Fails with: invalid_credentials, too_many_attempts, overloaded, password_too_weak, revocation_unavailable.
   */
  async changePassword(caller: Caller, password: string, wished: string, origin: Origin): Promise<void> {
    const { user, passwordHash: before } = await this.proofs.prove(caller, password, origin.address);
    const passwordHash = await this.changes.hash(user, wished);
    const changed = await inTransaction(this.database.engine, async (tx) => {
      await this.lock(tx, user.id);
      if (!(await this.users.holdActive(tx, user.id, before))) {
        throw new DomainError<ErrorCode>('invalid_credentials', 'The password is another by now.');
      }
      const how = { origin, except: caller.sessionId, reason: 'password_changed' } as const;
      return this.changes.change(tx, user, passwordHash, how, new Date());
    });
    await this.changes.settle(changed);
  }

  private async lock(tx: EntityManager, userId: string): Promise<User> {
    const user = await this.users.lock(tx, userId);
    if (!user) throw new DomainError('unauthenticated', 'This person is not known any more.');
    return user;
  }
}

/** The names of the wire for what may change. */
const wordOf: Record<string, string> = { firstName: 'first_name', lastName: 'last_name', phone: 'phone' };

function told(user: User, changed: string[], action: string, origin: Origin, at: Date): OutboxRow[] {
  const about = { key: user.id, tenant: user.tenantId };
  const object = { kind: 'user', id: user.id };
  return [
    outgoing('user.updated.v1', { user_id: user.id, changed, at: at.toISOString() }, about),
    auditOf(origin, { tenant: user.tenantId, action, object, details: { changed: changed.join(' ') }, at }),
  ];
}
