import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { asTenant, Database } from '@florin/platform/database';
import type { User } from './user.js';
import { UserRepository } from './user.repository.js';

/** Tells who somebody is. It reads as the caller's tenant, so nobody is seen across banks. */
@Injectable()
export class UserService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
  ) {}

  /** Fails with: unauthenticated, when the person of the token is gone. */
  async show(id: string, tenantId: string): Promise<User> {
    const user = await asTenant(this.database.reader, tenantId, (tx) => this.users.find(tx, id));
    if (!user) throw new DomainError('unauthenticated', 'This person is not known any more.');
    return user;
  }

  /** Fails with: not_found. */
  async findByUsername(username: string, tenantId: string): Promise<{ id: string; username: string }> {
    const user = await asTenant(this.database.reader, tenantId, (tx) =>
      this.users.findActiveByUsername(tx, tenantId, username),
    );
    if (!user?.username || !user.roles.includes('customer')) throw new DomainError('not_found');
    return { id: user.id, username: user.username };
  }

  /** The id, when somebody of the bank has it. Fails with: not_found. */
  async findPerson(id: string, tenantId: string): Promise<string> {
    const user = await asTenant(this.database.reader, tenantId, (tx) => this.users.find(tx, id));
    if (!user) throw new DomainError('not_found');
    return user.id;
  }

  /** The id, when it is an active customer's. Fails with: not_found. */
  async findCustomer(id: string, tenantId: string): Promise<string> {
    return (await this.introduce(id, tenantId)).id;
  }

  /** An active customer of a bank. Fails with: not_found. */
  async introduce(id: string, tenantId: string): Promise<User> {
    const user = await asTenant(this.database.reader, tenantId, (tx) => this.users.find(tx, id));
    if (user?.status !== 'active' || !user.roles.includes('customer')) throw new DomainError('not_found');
    return user;
  }
}
