import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { auditOf, type Origin } from '@florin/platform/audit';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { passwordChangedMail } from '../mail/mail.js';
import { MailService } from '../mail/mail.service.js';
import { ResetRepository } from '../reset/reset.repository.js';
import { EndingService, type Ended } from '../session/ending.service.js';
import { TotpRepository } from '../totp/totp.repository.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { weaknessOf } from './password.js';
import { PasswordService } from './password.service.js';

/** A password that was changed in a transaction: what is to be done about it once it is committed. */
interface Changed {
  readonly user: User;
  readonly rows: readonly OutboxRow[];
  readonly ended: Ended;
}

/** Gives a person another password, whoever asks for it: what the old one opened is closed. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: PasswordService,
    private readonly factors: TotpRepository,
    private readonly resets: ResetRepository,
    private readonly ending: EndingService,
    private readonly mail: MailService,
    private readonly relay: Relay,
  ) {}

  /** The hash of a new password. Fails with: password_too_weak, overloaded. */
  async hash(user: User, password: string): Promise<string> {
    const weakness = weaknessOf(password, { email: user.email, username: user.username ?? undefined });
    if (weakness) throw new DomainError<ErrorCode>('password_too_weak', `The password ${weakness}.`);
    return this.passwords.hash(password);
  }

  /** In the caller's transaction, which hands the answer to {@link settle} once it is committed. */
  async change(
    tx: EntityManager,
    user: User,
    passwordHash: string,
    how: { origin: Origin; except?: string; reason: 'password_changed' | 'password_reset' },
    now: Date,
  ): Promise<Changed> {
    await this.users.lock(tx, user.id);
    await this.users.setPasswordHash(tx, user.id, passwordHash);
    await this.resets.forget(tx, user.id);
    await this.factors.endChallenges(tx, user.id);
    const ended = await this.ending.endIn(tx, { userId: user.id, except: how.except }, how.reason, now);
    const about = { key: user.id, tenant: user.tenantId };
    const action = how.reason === 'password_reset' ? 'password.reset' : 'password.change';
    const rows = [
      outgoing('user.updated.v1', { user_id: user.id, changed: ['password'], at: now.toISOString() }, about),
      auditOf(how.origin, { tenant: user.tenantId, action, object: { kind: 'user', id: user.id }, at: now }),
    ];
    await addToOutbox(tx, rows);
    return { user, rows, ended };
  }

  /** Fails with: revocation_unavailable; the sessions are ended everywhere a little later then. */
  async settle({ user, rows, ended }: Changed): Promise<void> {
    this.relay.push(rows);
    this.mail.post(passwordChangedMail(user.email));
    await this.ending.settle(ended);
  }
}
