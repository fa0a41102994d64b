import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { inTransaction, newId } from '@florin/platform/database';
import { addToOutbox } from '@florin/platform/messaging';
import { weaknessOf } from '../password/password.js';
import { PasswordService } from '../password/password.service.js';
import { registeredMessage } from '../registration/registration.service.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import type { Order } from './operator.js';

type Creation = Extract<Order, { what: 'create' }>;
type Tenancy = Extract<Order, { what: 'tenant' }>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What only an operator may do: make banks, and people who are more than customers. Says what was done, in lines. */
export class OperatorService {
  private readonly tenants = new TenantRepository();
  private readonly users = new UserRepository();
  private readonly passwords = new PasswordService();

  constructor(
    private readonly engine: DataSource,
    private readonly defaultTenantId: string,
  ) {}

  /** The tenant of those who name none. It is there after every `migrate`, and is made once. */
  async ensureDefaultTenant(): Promise<boolean> {
    return inTransaction(this.engine, (tx) =>
      this.tenants.add(tx, { id: this.defaultTenantId, name: 'Florin', open: true }),
    );
  }

  async makeTenant(order: Tenancy): Promise<string[]> {
    return inTransaction(this.engine, async (tx) => {
      const id = newId();
      if (await this.tenants.add(tx, { id, name: order.name, open: order.open })) {
        return [`made the ${order.open ? 'open' : 'closed'} tenant ${order.name} (${id})`];
      }
      const known = await this.tenants.findByName(tx, order.name);
      return [`the tenant ${order.name} is there already (${known?.id}); nothing was changed`];
    });
  }

  /** Fails with words for the operator. */
  async makeUser(order: Creation): Promise<string[]> {
    const tenantId = await inTransaction(this.engine, (tx) => this.tenantIdOf(tx, order.tenant));
    const known = await inTransaction(this.engine, (tx) => this.users.findLogin(tx, tenantId, 'email', order.email));
    if (known?.user.roles.includes(order.role)) {
      return [`${known.user.email} is ${order.role} already (${known.user.id}); nothing was changed`];
    }
    if (known)
      throw new Error(`${known.user.email} is registered as ${known.user.roles.join(', ')}; nothing was changed`);
    const password = order.password ?? randomBytes(15).toString('base64url');
    const weakness = weaknessOf(password, { email: order.email, username: order.username ?? undefined });
    if (weakness) throw new Error(`the password ${weakness}`);
    const user = userOf(order, tenantId, new Date());
    const passwordHash = await this.passwords.hash(password);
    await inTransaction(this.engine, async (tx) => {
      await this.users.add(tx, user, passwordHash);
      await addToOutbox(tx, [registeredMessage(user)]);
    }).catch((error: unknown) => {
      throw error instanceof DomainError ? new Error(`nothing was made: ${error.code}`) : error;
    });
    const lines = [`made the ${order.role} ${user.email} (${user.id})`];
    return order.password === undefined ? [...lines, `the password, shown once: ${password}`] : lines;
  }

  private async tenantIdOf(tx: EntityManager, told: string | undefined): Promise<string> {
    const id = told ?? this.defaultTenantId;
    const tenant = UUID.test(id) ? await this.tenants.find(tx, id) : await this.tenants.findByName(tx, id);
    if (!tenant)
      throw new Error(
        told === undefined ? 'there is no default tenant yet; run migrate first' : `there is no tenant ${told}`,
      );
    return tenant.id;
  }
}

function userOf(order: Creation, tenantId: string, now: Date): User {
  return {
    id: newId(),
    tenantId,
    email: order.email,
    username: order.username,
    ...order.name,
    phone: null,
    roles: [order.role],
    status: 'active',
    totpEnabled: false,
    gen: 1,
    customerOid: newId(),
    createdAt: now,
    updatedAt: now,
  };
}
