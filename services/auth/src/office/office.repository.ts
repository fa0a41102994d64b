import type { EntityManager } from 'typeorm';
import { UserEntity } from '../user/user.entity.js';
import type { User } from '../user/user.js';
import { userOf } from '../user/user.repository.js';
import type { Filter, Rights } from './office.js';

/** The people of a tenant, as its admins see and change them. */
export class OfficeRepository {
  /** The newest first, from the one after `before` on. */
  async list(tx: EntityManager, tenantId: string, filter: Filter, limit: number, before?: string): Promise<User[]> {
    const query = tx
      .createQueryBuilder(UserEntity, 'person')
      .where('person.tenantId = :tenantId', { tenantId })
      .orderBy('person.id', 'DESC')
      .limit(limit);
    if (before !== undefined) query.andWhere('person.id < :before', { before });
    if (filter.status !== undefined) query.andWhere('person.status = :status', { status: filter.status });
    if (filter.role !== undefined) query.andWhere(':role = any(person.roles)', { role: filter.role });
    if (filter.text !== undefined) {
      const words = `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
      query.andWhere(
        `(person.email ilike :words or person.username ilike :words or person.phone ilike :words
          or concat(person.firstName, ' ', person.lastName) ilike :words)`,
        { words },
      );
    }
    return (await query.getMany()).map(userOf);
  }

  /** A person and all active admins, locked in one order: who is the last admin cannot change meanwhile. */
  async lockWithAdmins(tx: EntityManager, tenantId: string, id: string): Promise<User[]> {
    const rows = await tx
      .createQueryBuilder(UserEntity, 'person')
      .where('person.tenantId = :tenantId', { tenantId })
      .andWhere(`(person.id = :id or (person.status = 'active' and 'admin' = any(person.roles)))`, { id })
      .orderBy('person.id')
      .setLock('pessimistic_write')
      .getMany();
    return rows.map(userOf);
  }

  /** Sets a person's rights and gives the generation of tokens that is good from now on. */
  async setRights(tx: EntityManager, id: string, rights: Required<Rights>, now: Date): Promise<User> {
    await tx.query(
      'update app_user set roles = $2, status = $3, gen = gen + 1, updated_at = $4 where id = $1',
      [id, rights.roles, rights.status, now],
    );
    return userOf(await tx.findOneByOrFail(UserEntity, { id }));
  }
}
