import { Injectable } from '@nestjs/common';
import { DomainError, invalid } from '@florin/kernel';
import { auditOf, personAt } from '@florin/platform/audit';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { weaknessOf } from '../password/password.js';
import { PasswordService } from '../password/password.service.js';
import type { Device } from '../session/device.js';
import type { Tokens } from '../session/session.js';
import { SessionService } from '../session/session.service.js';
import { takesCustomers } from '../tenant/tenant.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import { SecondFactorService } from '../totp/second-factor.service.js';
import { sameLetters, type User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { fingerprintOf, type Registration } from './registration.js';
import { RegistrationRepository } from './registration.repository.js';

export interface Registered {
  readonly user: User;
  readonly tokens: Tokens;
  /** The person was registered by an earlier request with the same key. */
  readonly replayed: boolean;
}

/** Makes customers of strangers. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantRepository,
    private readonly users: UserRepository,
    private readonly registrations: RegistrationRepository,
    private readonly passwords: PasswordService,
    private readonly secondFactor: SecondFactorService,
    private readonly sessions: SessionService,
    private readonly relay: Relay,
  ) {}

  /**
   * Fails with: idempotency_key_reused, validation_failed, password_too_weak, email_taken, username_taken, overloaded,
   * in this order.
   */
  async register(asked: Registration, password: string, device: Device, key?: string): Promise<Registered> {
    const before = await this.replay(asked, password, device, key);
    if (before) return before;
    try {
      await this.judge(asked, password);
      return await this.enter(asked, await this.passwords.hash(password), device, key);
    } catch (error) {
      // Somebody was faster with the same e-mail address: perhaps this same request, sent twice.
      const meanwhile = error instanceof DomainError && (await this.replay(asked, password, device, key));
      if (meanwhile) return meanwhile;
      throw error;
    }
  }

  /** Fails with: validation_failed, password_too_weak, email_taken, username_taken, before the dear work of hashing. */
  private judge(asked: Registration, password: string): Promise<void> {
    return inTransaction(this.database.engine, async (tx) => {
      if (!takesCustomers(await this.tenants.find(tx, asked.tenantId))) {
        throw invalid('tenant_id', 'names no bank that takes new customers');
      }
      const weakness = weaknessOf(password, { email: asked.email, username: asked.username ?? undefined });
      if (weakness) throw new DomainError<ErrorCode>('password_too_weak', `The password ${weakness}.`);
      await this.users.assertFree(tx, asked.tenantId, asked.email, asked.username);
    });
  }

  private async enter(asked: Registration, passwordHash: string, device: Device, key?: string): Promise<Registered> {
    const now = new Date();
    const user: User = {
      id: newId(),
      tenantId: asked.tenantId,
      email: asked.email,
      username: asked.username,
      ...asked.name,
      phone: asked.phone,
      roles: ['customer'],
      status: 'active',
      totpEnabled: false,
      gen: 1,
      customerOid: newId(),
      createdAt: now,
      updatedAt: now,
    };
    const rows: OutboxRow[] = [registeredMessage(user)];
    const tokens = await inTransaction(this.database.engine, async (tx) => {
      rows.length = 1;
      await this.users.add(tx, user, passwordHash);
      if (key !== undefined) {
        const email = sameLetters(user.email);
        const fingerprint = fingerprintOf(asked);
        const { tenantId, id: userId, createdAt } = user;
        await this.registrations.add(tx, { tenantId, email, idempotencyKey: key, fingerprint, userId, createdAt });
      }
      const started = await this.sessions.start(tx, user, { device, amr: ['pwd'] }, now);
      rows.push(registrationRecord(user, device, now), ...started.rows);
      await addToOutbox(tx, rows);
      return started.tokens;
    });
    this.relay.push(rows);
    return { user, tokens, replayed: false };
  }

  /** The same command with the same key and password gets the same person again, with a session of its own. */
  private async replay(
    asked: Registration,
    password: string,
    device: Device,
    key?: string,
  ): Promise<Registered | undefined> {
    if (key === undefined) return undefined;
    const { tenantId } = asked;
    const kept = await inTransaction(this.database.engine, async (tx) => {
      const email = sameLetters(asked.email);
      const found = await this.registrations.find(tx, { tenantId, email, idempotencyKey: key });
      return found && { ...found, login: await this.users.findLogin(tx, tenantId, 'id', found.userId) };
    });
    if (!kept?.login || kept.login.user.status !== 'active') return undefined;
    const same =
      kept.fingerprint.equals(fingerprintOf(asked)) && (await this.passwords.verify(kept.login.passwordHash, password));
    if (!same) throw new DomainError('idempotency_key_reused', 'This key was used for another registration.');
    const { user } = kept.login;
    const amr = ['pwd', ...(await this.secondFactor.demand(user, {}, device))];
    return { user, tokens: await this.sessions.begin(user, { device, amr }), replayed: true };
  }
}

function registrationRecord(user: User, { ip }: Device, at: Date): OutboxRow {
  const object = { kind: 'user', id: user.id };
  return auditOf(personAt(ip, user), { tenant: user.tenantId, action: 'user.register', object, at });
}

/** What the bank is told of a new person. */
export function registeredMessage(user: User): OutboxRow {
  const { id, tenantId, customerOid, roles, createdAt } = user;
  return outgoing(
    'user.registered.v1',
    { user_id: id, customer_oid: customerOid, roles: [...roles], at: createdAt.toISOString() },
    { key: id, tenant: tenantId },
  );
}
