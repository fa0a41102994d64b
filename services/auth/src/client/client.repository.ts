import type { EntityManager } from 'typeorm';
import { IsNull } from 'typeorm';
import type { Role } from '@florin/contracts';
import { TenantEntity } from '../tenant/tenant.entity.js';
import { ClientEntity } from './client.entity.js';
import type { Client } from './client.js';

/** Registered clients. A removed one stays as a row, because grants and the audit name it. */
export class ClientRepository {
  async add(tx: EntityManager, client: Client): Promise<void> {
    await tx.insert(ClientEntity, { ...client, roles: [...client.roles] });
  }

  /** A bank that is not active has no clients. */
  async find(tx: EntityManager, id: string): Promise<Client | undefined> {
    const row = await tx
      .createQueryBuilder(ClientEntity, 'client')
      .innerJoin(TenantEntity, 'tenant', `tenant.id = client.tenantId and tenant.status = 'active'`)
      .where({ id, deletedAt: IsNull() })
      .getOne();
    return row ? clientOf(row) : undefined;
  }

  /** Those of a tenant, the newest first. */
  async list(tx: EntityManager, tenantId: string): Promise<Client[]> {
    const rows = await tx.find(ClientEntity, {
      where: { tenantId, deletedAt: IsNull() },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    return rows.map(clientOf);
  }

  /** One of a tenant's, which nobody else changes before the transaction ends. */
  async hold(tx: EntityManager, tenantId: string, id: string): Promise<Client | undefined> {
    const where = { id, tenantId, deletedAt: IsNull() };
    const row = await tx.findOne(ClientEntity, { where, lock: { mode: 'pessimistic_write' } });
    return row ? clientOf(row) : undefined;
  }

  async change(tx: EntityManager, { id, name, metadata, secretDigest }: Client): Promise<void> {
    await tx.update(ClientEntity, { id }, { name, metadata, secretDigest });
  }

  /** Whether there was such a client in the tenant. */
  async remove(tx: EntityManager, tenantId: string, id: string, now: Date): Promise<boolean> {
    const answer = await tx.update(ClientEntity, { id, tenantId, deletedAt: IsNull() }, { deletedAt: now });
    return answer.affected === 1;
  }
}

function clientOf(row: ClientEntity): Client {
  return {
    id: row.id,
    tenantId: row.tenantId,
    name: row.name,
    metadata: row.metadata as Record<string, unknown>,
    secretDigest: row.secretDigest,
    roles: row.roles as Role[],
    createdBy: row.createdBy,
    createdAt: row.createdAt,
  };
}
