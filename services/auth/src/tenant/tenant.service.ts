import { Injectable } from '@nestjs/common';
import { assert, DomainError } from '@florin/kernel';
import { auditOf, type Origin } from '@florin/platform/audit';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, Relay } from '@florin/platform/messaging';
import { ofTenant } from '../revocation/revocation.js';
import { RevocationService } from '../revocation/revocation.service.js';
import { SessionRepository } from '../session/session.repository.js';
import type { Tenant, TenantStatus } from './tenant.js';
import { TenantRepository } from './tenant.repository.js';

/** What its admins do about a bank as a whole. */
@Injectable()
export class TenantService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantRepository,
    private readonly sessions: SessionRepository,
    private readonly revocations: RevocationService,
    private readonly relay: Relay,
  ) {}

  /** Fails with: not_found. */
  async show(id: string): Promise<Tenant> {
    const tenant = await asTenant(this.database.reader, id, (tx) => this.tenants.find(tx, id));
    if (!tenant) throw new DomainError('not_found');
    return tenant;
  }

  /** Fails with: tenant_name_taken. */
  async change(id: string, asked: Pick<Tenant, 'name' | 'open'>, origin: Origin): Promise<Tenant> {
    const { tenant, row } = await inTransaction(this.database.engine, async (tx) => {
      const before = await this.tenants.lock(tx, id);
      await this.tenants.change(tx, id, asked);
      const was = { name_before: before?.name ?? null, open_before: before?.open ?? null };
      const details = { ...was, name: asked.name, open: asked.open };
      const row = auditOf(origin, { tenant: id, action: 'tenant.change', object: { kind: 'tenant', id }, details });
      await addToOutbox(tx, [row]);
      return { tenant: await this.tenants.find(tx, id), row };
    });
    assert(tenant, 'a caller has a tenant');
    this.relay.push([row]);
    return tenant;
  }

  /** Whatever is not active has no session: they all end at once. Fails with: revocation_unavailable. */
  async setStatus(id: string, status: TenantStatus, origin: Origin): Promise<Tenant> {
    const { tenant, row, revocations } = await inTransaction(this.database.engine, async (tx) => {
      const before = await this.tenants.lock(tx, id);
      const now = new Date();
      await this.tenants.setStatus(tx, id, status);
      const details = { status_before: before?.status ?? null, status };
      const object = { kind: 'tenant', id };
      const row = auditOf(origin, { tenant: id, action: 'tenant.set-status', object, details, at: now });
      await addToOutbox(tx, [row]);
      const revocations = status === 'active' ? [] : [ofTenant(newId(), id, now)];
      if (status !== 'active') await this.sessions.endOfTenant(tx, id, now);
      for (const one of revocations) await this.revocations.add(tx, one);
      return { tenant: await this.tenants.find(tx, id), row, revocations };
    });
    assert(tenant, 'a caller has a tenant');
    this.relay.push([row]);
    await this.revocations.settle(revocations);
    return tenant;
  }
}
