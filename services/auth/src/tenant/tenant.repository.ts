import { DomainError } from '@florin/kernel';
import { QueryFailedError, type EntityManager } from 'typeorm';
import type { ErrorCode } from '../errors.js';
import { TenantEntity } from './tenant.entity.js';
import type { Tenant, TenantStatus } from './tenant.js';

/** The banks that run here. */
export class TenantRepository {
  async find(tx: EntityManager, id: string): Promise<Tenant | undefined> {
    return tenantOf(await tx.findOneBy(TenantEntity, { id }));
  }

  /** Whoever opens a session or changes the bank waits until the transaction ends. */
  async lock(tx: EntityManager, id: string): Promise<Tenant | undefined> {
    return tenantOf(await tx.findOne(TenantEntity, { where: { id }, lock: { mode: 'pessimistic_write' } }));
  }

  async findByName(tx: EntityManager, name: string): Promise<Tenant | undefined> {
    const query = tx.createQueryBuilder(TenantEntity, 'tenant').where('lower(tenant.name) = lower(:name)', { name });
    return tenantOf(await query.getOne());
  }

  /** Whether it was added: false when the id or the name was there before. */
  async add(tx: EntityManager, tenant: Pick<Tenant, 'id' | 'name' | 'open'>): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'insert into tenant (id, name, open) values ($1, $2, $3) on conflict do nothing returning id',
      [tenant.id, tenant.name, tenant.open],
    );
    return rows.length > 0;
  }

  /** Fails with: tenant_name_taken. */
  async change(tx: EntityManager, id: string, asked: Pick<Tenant, 'name' | 'open'>): Promise<void> {
    try {
      await tx.query('update tenant set name = $2, open = $3 where id = $1', [id, asked.name, asked.open]);
    } catch (error) {
      const clash = error instanceof QueryFailedError && (error.driverError as { constraint?: string }).constraint;
      if (clash === 'tenant_name') throw new DomainError<ErrorCode>('tenant_name_taken', 'Choose another name.');
      throw error;
    }
  }

  async setStatus(tx: EntityManager, id: string, status: TenantStatus): Promise<void> {
    await tx.query('update tenant set status = $2 where id = $1', [id, status]);
  }
}

function tenantOf(row: TenantEntity | null): Tenant | undefined {
  return row ? { ...row, status: row.status as TenantStatus } : undefined;
}
