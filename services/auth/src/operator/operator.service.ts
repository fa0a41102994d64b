import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { assert, DomainError } from '@florin/kernel';
import { auditOf, theOperator, type Deed } from '@florin/platform/audit';
import { inTransaction, newId } from '@florin/platform/database';
import { addToOutbox } from '@florin/platform/messaging';
import { weaknessOf } from '../password/password.js';
import { PasswordService } from '../password/password.service.js';
import { registeredMessage } from '../registration/registration.service.js';
import type { Tenant } from '../tenant/tenant.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import type { Order } from './operator.js';

type Creation = Extract<Order, { what: 'create' }>;
type Tenancy = Extract<Order, { what: 'tenant' }>;
type Reactivation = Extract<Order, { what: 'reactivate' }>;

// eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
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
        await this.record(tx, id, { action: 'tenant.create', object: { kind: 'tenant', id } });
        return [`made the ${order.open ? 'open' : 'closed'} tenant ${order.name} (${id})`];
      }
      const known = await this.tenants.findByName(tx, order.name);
      return [`the tenant ${order.name} is there already (${known?.id}); nothing was changed`];
    });
  }

  /** Undoes what its admins did when they gave a bank up: its people can log in again. */
  async reactivate(order: Reactivation): Promise<string[]> {
    return inTransaction(this.engine, async (tx) => {
      const { id } = await this.tenantOf(tx, order.tenant);
      const tenant = await this.tenants.lock(tx, id);
      assert(tenant, 'a tenant is never erased');
      if (tenant.status === 'active') return [`the tenant ${tenant.name} is active already; nothing was changed`];
      await this.tenants.setStatus(tx, id, 'active');
      const details = { status_before: tenant.status, status: 'active' };
      await this.record(tx, id, { action: 'tenant.set-status', object: { kind: 'tenant', id }, details });
      return [`the tenant ${tenant.name} (${tenant.id}) was ${tenant.status} and is active again`];
    });
  }

  /** Fails with words for the operator. */
  async makeUser(order: Creation): Promise<string[]> {
    const { id: tenantId } = await inTransaction(this.engine, (tx) => this.tenantOf(tx, order.tenant));
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
      const details = { roles: user.roles.join(' ') };
      await this.record(tx, tenantId, { action: 'user.create', object: { kind: 'user', id: user.id }, details });
    }).catch((error: unknown) => {
      throw error instanceof DomainError ? new Error(`nothing was made: ${error.code}`) : error;
    });
    const lines = [`made the ${order.role} ${user.email} (${user.id})`];
    return order.password === undefined ? [...lines, `the password, shown once: ${password}`] : lines;
  }

  /** The running service publishes it. */
  private record(tx: EntityManager, tenant: string, deed: Omit<Deed, 'tenant'>): Promise<void> {
    return addToOutbox(tx, [auditOf(theOperator, { tenant, ...deed })]);
  }

  private async tenantOf(tx: EntityManager, told: string | undefined): Promise<Tenant> {
    const id = told ?? this.defaultTenantId;
    const tenant = UUID.test(id) ? await this.tenants.find(tx, id) : await this.tenants.findByName(tx, id);
    if (!tenant)
      throw new Error(
        told === undefined ? 'there is no default tenant yet; run migrate first' : `there is no tenant ${told}`,
      );
    return tenant;
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
