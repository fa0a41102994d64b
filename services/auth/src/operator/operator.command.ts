import { parseArgs } from 'node:util';
import { roles } from '@florin/contracts';
import { migrate } from '@florin/platform/database';
import type { MigrateConfig, OperatorConfig } from '../config.js';
import { dataSource, migrations } from '../data-source.js';
import { EMAIL, USERNAME } from '../user/user.js';
import type { Order } from './operator.js';
import { OperatorService } from './operator.service.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `main.js migrate`: the tables, and the tenant that everybody belongs to who names no other. */
export async function migrateAll(config: MigrateConfig, tell = say): Promise<void> {
  const done = await migrate({
    ownerUrl: config.DATABASE_OWNER_URL,
    adminUrl: config.DATABASE_ADMIN_URL,
    readerUrl: config.DATABASE_READER_URL,
    engineUrl: config.DATABASE_ENGINE_URL,
    migrations,
  });
  tell(done.length === 0 ? 'auth: the database is up to date' : `auth: migrated ${done.join(', ')}`);
  await asOperator(config, async (operator) => {
    if (await operator.ensureDefaultTenant()) tell(`auth: made the default tenant ${config.DEFAULT_TENANT_ID}`);
  });
}

/** `main.js admin …`: what is wrong with the order is told before the configuration is looked at. */
export async function operate(configOf: () => OperatorConfig, args: readonly string[]): Promise<void> {
  const order = orderOf(args);
  await asOperator(configOf(), async (operator) => {
    const lines = await done(operator, order);
    lines.forEach(say);
  });
}

function done(operator: OperatorService, order: Order): Promise<string[]> {
  switch (order.what) {
    case 'create':
      return operator.makeUser(order);
    case 'tenant':
      return operator.makeTenant(order);
    case 'reactivate':
      return operator.reactivate(order);
  }
}

async function asOperator(config: OperatorConfig, work: (operator: OperatorService) => Promise<void>): Promise<void> {
  const engine = dataSource(config.DATABASE_ENGINE_URL);
  await engine.initialize();
  try {
    await work(new OperatorService(engine, config.DEFAULT_TENANT_ID));
  } finally {
    await engine.destroy();
  }
}

const usage =
  'say: admin create --email <address> --role <role> [--tenant <id or name>] [--password <password>] ' +
  '[--username <name>] [--first-name <name>] [--last-name <name>], or: admin tenant --name <name> [--open], ' +
  'or: admin reactivate --tenant <id or name>';

const text = { type: 'string' } as const;
const flagsOf = {
  create: {
    email: text,
    role: text,
    tenant: text,
    password: text,
    username: text,
    'first-name': text,
    'last-name': text,
  },
  tenant: { name: text, open: { type: 'boolean' } as const },
  reactivate: { tenant: text },
};

/** Reads an order; throws with one line for the operator. */
export function orderOf(args: readonly string[]): Order {
  const [what, ...rest] = args;
  switch (what) {
    case 'create':
      return creation(rest);
    case 'tenant':
      return tenancy(rest);
    case 'reactivate':
      return reactivation(rest);
    default:
      throw new Error(usage);
  }
}

function creation(args: string[]): Order {
  const { values } = parseArgs({ args, options: flagsOf.create, strict: true });
  const email = values.email?.trim() ?? '';
  const role = roles.find((one) => one === values.role);
  const username = values.username?.trim() ?? null;
  if (!EMAIL.test(email)) throw new Error(`--email must be an e-mail address; ${usage}`);
  if (!role) throw new Error(`--role must be one of ${roles.join(', ')}`);
  if (username !== null && !USERNAME.test(username))
    throw new Error('--username must be 2 to 50 letters, digits, dots, hyphens or underscores');
  const name = {
    firstName: values['first-name']?.trim() || email.split('@')[0]!,
    lastName: values['last-name']?.trim() ?? '',
  };
  return { what: 'create', email, role, username, name, tenant: values.tenant, password: values.password };
}

function tenancy(args: string[]): Order {
  const { values } = parseArgs({ args, options: flagsOf.tenant, strict: true });
  const name = values.name?.trim() ?? '';
  if (name === '' || name.length > 100) throw new Error('--name must be 1 to 100 characters');
  return { what: 'tenant', name, open: values.open ?? false };
}

function reactivation(args: string[]): Order {
  const { values } = parseArgs({ args, options: flagsOf.reactivate, strict: true });
  const tenant = values.tenant?.trim() ?? '';
  if (tenant === '') throw new Error('--tenant must be the id or the name of a tenant');
  return { what: 'reactivate', tenant };
}
