import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { ofUser, type Revocation } from '../revocation/revocation.js';
import { RevocationService } from '../revocation/revocation.service.js';
import { EndingService, type Ended } from '../session/ending.service.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { administers, changed, type Filter, type Rights } from './office.js';
import { OfficeRepository } from './office.repository.js';

/** A change of rights that is committed, and what the bank still has to do about it. */
interface Changed {
  readonly user: User;
  readonly revocations: readonly Revocation[];
  readonly ended?: Ended;
  readonly rows: readonly OutboxRow[];
}

/** What admins do about the people of their own tenant. A change of rights is effective at once, everywhere. */
@Injectable()
export class OfficeService {
  constructor(
    private readonly database: Database,
    private readonly office: OfficeRepository,
    private readonly users: UserRepository,
    private readonly ending: EndingService,
    private readonly revocations: RevocationService,
    private readonly trail: AuditTrail,
    private readonly relay: Relay,
  ) {}

  async list(
    { tenantId }: Caller,
    filter: Filter,
    page: { limit: number; before?: string | undefined },
    origin: Origin,
  ): Promise<User[]> {
    const { limit, before } = page;
    const found = await asTenant(this.database.reader, tenantId, (tx) =>
      this.office.list(tx, tenantId, filter, limit, before),
    );
    const details = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    this.trail.tell(auditOf(origin, { tenant: tenantId, action: 'user.list', details }));
    return found;
  }

  /** Fails with: not_found. */
  async show({ tenantId }: Caller, id: string, origin: Origin): Promise<User> {
    const user = await asTenant(this.database.reader, tenantId, (tx) => this.users.find(tx, id));
    if (!user) throw new DomainError('not_found');
    this.trail.tell(auditOf(origin, { tenant: tenantId, action: 'user.read', object: { kind: 'user', id } }));
    return user;
  }

  /** Fails with: not_found, validation_failed, last_admin, revocation_unavailable, in this order. */
  async change({ tenantId }: Caller, id: string, asked: Rights, origin: Origin): Promise<User> {
    const done = await inTransaction(this.database.engine, (tx) => this.changeIn(tx, tenantId, id, asked, origin));
    this.relay.push(done.rows);
    await this.revocations.settle(done.revocations);
    if (done.ended) await this.ending.settle(done.ended);
    return done.user;
  }

  /** Fails with: not_found, revocation_unavailable. */
  async endSessions(caller: Caller, id: string, origin: Origin): Promise<void> {
    const { tenantId } = caller;
    const { ended, rows } = await inTransaction(this.database.engine, async (tx) => {
      const user = await this.users.find(tx, id);
      if (user?.tenantId !== tenantId) throw new DomainError('not_found');
      const now = new Date();
      const ended = await this.ending.endIn(tx, { userId: id }, 'ended_by_admin', now);
      const object = { kind: 'user', id };
      const rows = [auditOf(origin, { tenant: tenantId, action: 'user.end-sessions', object, at: now })];
      await addToOutbox(tx, rows);
      return { ended, rows };
    });
    this.relay.push(rows);
    await this.ending.settle(ended);
  }

  /** The change in the caller's transaction. Fails with: not_found, validation_failed, last_admin. */
  private async changeIn(
    tx: EntityManager,
    tenantId: string,
    id: string,
    asked: Rights,
    origin: Origin,
  ): Promise<Changed> {
    const locked = await this.office.lockWithAdmins(tx, tenantId, id);
    const user = locked.find((one) => one.id === id);
    if (!user) throw new DomainError('not_found');
    const rights = changed(user, asked);
    if (!rights) return { user, revocations: [], rows: [] };
    const others = locked.some((one) => one.id !== id && administers(one));
    if (administers(user) && !administers(rights) && !others) {
      throw new DomainError<ErrorCode>('last_admin', 'Make somebody else an admin first.');
    }
    const now = new Date();
    const after = await this.office.setRights(tx, id, rights, now);
    const revocation = ofUser(newId(), id, after.gen, now);
    await this.revocations.add(tx, revocation);
    const rows = [...told(user, after, now), recordOf(user, after, origin, now)];
    await addToOutbox(tx, rows);
    if (after.status === 'active') return { user: after, revocations: [revocation], rows };
    const ended = await this.ending.endIn(tx, { userId: id }, 'user_disabled', now);
    return { user: after, revocations: [revocation], ended, rows };
  }
}

function told(before: User, after: User, now: Date): OutboxRow[] {
  const about = { key: after.id, tenant: after.tenantId };
  const fact = { user_id: after.id, at: now.toISOString() };
  const rolesChanged = before.roles.join() !== after.roles.join();
  const rows = rolesChanged ? [outgoing('user.updated.v1', { ...fact, changed: ['roles'] }, about)] : [];
  if (before.status === after.status) return rows;
  return after.status === 'disabled'
    ? [...rows, outgoing('user.disabled.v1', { ...fact, reason: 'by_admin' }, about)]
    : [...rows, outgoing('user.enabled.v1', fact, about)];
}

function recordOf(before: User, after: User, origin: Origin, at: Date): OutboxRow {
  const details = {
    roles_before: before.roles.join(' '),
    roles: after.roles.join(' '),
    status_before: before.status,
    status: after.status,
  };
  const object = { kind: 'user', id: after.id };
  return auditOf(origin, { tenant: after.tenantId, action: 'user.change-rights', object, details, at });
}
