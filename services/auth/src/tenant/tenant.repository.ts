import type { EntityManager } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';
import type { Tenant } from './tenant.js';

/** The banks that run here. */
export class TenantRepository {
  async find(tx: EntityManager, id: string): Promise<Tenant | undefined> {
    return (await tx.findOneBy(TenantEntity, { id })) ?? undefined;
  }

  async findByName(tx: EntityManager, name: string): Promise<Tenant | undefined> {
    const rows: TenantEntity[] = await tx.query('select * from tenant where lower(name) = lower($1)', [name]);
    return rows[0];
  }

  /** Whether it was added: false when the id or the name was there before. */
  async add(tx: EntityManager, tenant: Omit<Tenant, 'status'>): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'insert into tenant (id, name, open) values ($1, $2, $3) on conflict do nothing returning id',
      [tenant.id, tenant.name, tenant.open],
    );
    return rows.length > 0;
  }
}
