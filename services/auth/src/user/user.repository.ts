import { DomainError } from '@florin/kernel';
import type { Role } from '@florin/contracts';
import { QueryFailedError, type EntityManager } from 'typeorm';
import type { ErrorCode } from '../errors.js';
import { UserEntity } from './user.entity.js';
import type { User, UserStatus } from './user.js';

/** A person as a login needs to know them. */
export interface LoginRecord {
  readonly user: User;
  readonly passwordHash: string;
}

/** What the unique indexes say in the bank's words. */
const taken: Record<string, { code: ErrorCode; detail: string }> = {
  app_user_email: {
    code: 'email_taken',
    detail: 'Somebody is registered with this e-mail address. Log in, or use another.',
  },
  app_user_username: { code: 'username_taken', detail: 'Somebody has this username. Choose another.' },
};

/** People. E-mail addresses and usernames are compared without regard to case, by their indexes on lower(). */
export class UserRepository {
  /** Fails with: email_taken, username_taken. */
  async add(tx: EntityManager, user: User, passwordHash: string): Promise<void> {
    try {
      await tx.insert(UserEntity, { ...user, roles: [...user.roles], passwordHash });
    } catch (error) {
      throw clashOf(error) ?? error;
    }
  }

  /** Fails with: email_taken, username_taken. A look before the dear work; the index has the last word. */
  async assertFree(tx: EntityManager, tenantId: string, email: string, username: string | null): Promise<void> {
    const rows: { email: boolean }[] = await tx.query(
      `select lower(email) = lower($2) as email from app_user
        where tenant_id = $1 and (lower(email) = lower($2) or lower(username) = lower($3))`,
      [tenantId, email, username],
    );
    if (rows.length > 0) throw refusal(rows.some((row) => row.email) ? 'app_user_email' : 'app_user_username');
  }

  async find(tx: EntityManager, id: string): Promise<User | undefined> {
    const row = await tx.findOneBy(UserEntity, { id });
    return row ? userOf(row) : undefined;
  }

  /** Whether person and bank are active (and that is the password, if told); it stays so until the transaction ends. */
  async holdActive(tx: EntityManager, id: string, passwordHash?: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select person.id from app_user person join tenant on tenant.id = person.tenant_id
        where person.id = $1 and person.status = 'active' and tenant.status = 'active'
          and ($2::text is null or person.password_hash = $2) for share`,
      [id, passwordHash ?? null],
    );
    return rows.length > 0;
  }

  async findActiveByUsername(tx: EntityManager, tenantId: string, username: string): Promise<User | undefined> {
    const row = await tx
      .createQueryBuilder(UserEntity, 'person')
      .where('person.tenantId = :tenantId', { tenantId })
      .andWhere('lower(person.username) = lower(:username)', { username })
      .andWhere(`person.status = 'active'`)
      .getOne();
    return row ? userOf(row) : undefined;
  }

  async findLogin(
    tx: EntityManager,
    tenantId: string,
    by: 'email' | 'username' | 'id',
    value: string,
  ): Promise<LoginRecord | undefined> {
    const query = tx.createQueryBuilder(UserEntity, 'person').addSelect('person.passwordHash');
    const row = await (
      by === 'id'
        ? query.where('person.id = :value', { value })
        : query.where(`lower(person.${by}) = lower(:value)`, { value })
    )
      .andWhere('person.tenantId = :tenantId', { tenantId })
      .getOne();
    if (!row) return undefined;
    return { user: userOf(row), passwordHash: row.passwordHash };
  }

  async setPasswordHash(tx: EntityManager, id: string, passwordHash: string): Promise<void> {
    await tx.update(UserEntity, { id }, { passwordHash });
  }

  /** Keeps a person as they are until this transaction is over. */
  async lock(tx: EntityManager, id: string): Promise<User | undefined> {
    const row = await tx.findOne(UserEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row ? userOf(row) : undefined;
  }

  /** Fails with: email_taken. */
  async change(
    tx: EntityManager,
    id: string,
    to: Partial<Pick<User, 'firstName' | 'lastName' | 'phone' | 'email'>>,
    now: Date,
  ): Promise<void> {
    try {
      await tx.update(UserEntity, { id }, { ...to, updatedAt: now });
    } catch (error) {
      throw clashOf(error) ?? error;
    }
  }
}

/** The refusal that a clash with a unique index means. */
function clashOf(error: unknown): DomainError | undefined {
  const clash = error instanceof QueryFailedError && (error.driverError as { constraint?: string }).constraint;
  return clash ? refusal(clash) : undefined;
}

function refusal(constraint: string): DomainError | undefined {
  const found = taken[constraint];
  return found && new DomainError<ErrorCode>(found.code, found.detail);
}

export function userOf(row: UserEntity): User {
  return {
    id: row.id,
    tenantId: row.tenantId,
    email: row.email,
    username: row.username,
    firstName: row.firstName,
    lastName: row.lastName,
    phone: row.phone,
    roles: row.roles as Role[],
    status: row.status as UserStatus,
    totpEnabled: row.totpEnabled,
    gen: row.gen,
    customerOid: row.customerOid,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
