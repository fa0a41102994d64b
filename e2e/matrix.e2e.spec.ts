import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopes, type Role, type Scope } from '@florin/contracts';
import { aCustomer, anOfficer, aTenant, call, must, type Answer, type Person, type Problem } from './bank.ts';

interface Operation {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  /** The roles that may call it; nobody else. */
  readonly roles: readonly Role[];
}

interface Described {
  readonly 'x-scope'?: Scope | 'public' | 'any';
  readonly 'x-roles'?: readonly Role[];
}

const everybody: readonly Role[] = ['customer', 'agent', 'admin', 'read_only'];
const document = JSON.parse(readFileSync(join(import.meta.dirname, '../docs/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
};

function rolesOf({ 'x-scope': scope = 'any', 'x-roles': only = everybody }: Described): readonly Role[] {
  const byScope: readonly Role[] = scope === 'any' || scope === 'public' ? everybody : scopes[scope];
  return byScope.filter((role) => only.includes(role));
}

/** Every operation that asks who calls. */
const operations: Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method, described]) => /^(get|post|put|patch|delete)$/.test(method) && described['x-scope'] !== 'public')
    .map(([method, described]) => {
      const verb = method.toUpperCase();
      return { route: `${verb} ${path}`, method: verb, path, roles: rolesOf(described) };
    }),
);

/** What would end the callers themselves: refused to the others here, and done in specs of its own. */
const deadly = new Set(['DELETE /tenants/me', 'DELETE /admin/users/{id}/sessions', 'POST /auth/logout-all']);

/** The design's own words for the routes where a wrong role would cost most. */
const written: readonly [RegExp, readonly Role[]][] = [
  [/^(PATCH|DELETE|PUT) \/admin\/users\//, ['admin']],
  [/^GET \/admin\/users/, ['admin', 'read_only']],
  [/ \/tenants\/me/, ['admin']],
  [/ \/admin\/oauth\/clients/, ['admin']],
  [/^(GET|POST) \/transfers?$/, ['customer']],
  [/^POST \/accounts(\/\{id\}\/transactions)?$/, ['customer']],
  [/^POST \/accounts\/\{id\}\/(un)?freeze$/, ['agent', 'admin']],
  [/^POST \/transfers\/\{id\}\/reverse$/, ['agent', 'admin']],
  [/^GET \/admin\/(accounts|transactions|transfers)/, ['agent', 'admin', 'read_only']],
  [/^GET \/admin\/(summary|ledger\/check)$/, ['admin', 'read_only']],
];

const people: Partial<Record<Role, Person>> = {};
let stranger: Person;
let otherAdmin: Person;
/** Things of the customer, by the path they are found under. */
const own: Record<string, string> = {};

beforeAll(async () => {
  const tenant = await aTenant();
  const [anna, agent, admin, auditor] = await Promise.all([
    aCustomer(), anOfficer('agent'), anOfficer('admin'), anOfficer('read_only'),
  ]);
  Object.assign(people, { customer: anna, agent, admin, read_only: auditor });
  [stranger, otherAdmin] = await Promise.all([aCustomer(), anOfficer('admin', tenant)]);
  const account = await anna.opens({ deposit: '20.00' });
  const other = await anna.opens();
  const card = await anna.post<{ id: string }>(`/v1/accounts/${account.id}/card`);
  const transfer = must(await anna.sends({ from: account, to: other, amount: '1.00' }), 201);
  own['accounts'] = account.id;
  own['transfers'] = transfer.id;
  own['users'] = anna.user.id;
  own['transactions'] = transfer.debit_transaction_id ?? '';
  if (card.status === 201) own['cards'] = card.body.id;
});

/** A path with the customer's own things in it; an id that names nothing where there is none. */
function filled(path: string): string {
  const word = (before: string): string => own[before] ?? '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';
  return path.replaceAll(/([a-z-]+)\/\{[^}]+\}/g, (_all, before: string) => `${before}/${word(before)}`);
}

function ask({ method, path }: Operation, token?: string): Promise<Answer<Problem>> {
  const query = path.endsWith('/statements') ? '?year=2026&month=1' : '';
  const body = method === 'GET' || method === 'DELETE' ? undefined : {};
  return call(method, `${filled(path)}${query}`, { token, body });
}

const mayCall = ({ roles }: Operation, { user }: Person): boolean => roles.some((role) => user.roles.includes(role));
const namesSomething = /(accounts|transfers|users|cards|transactions)\/\{/;
/** The limits of somebody unknown are the bank's own: this route looks nobody up. */
const looksUp = ({ route, path }: Operation): boolean => namesSomething.test(path) && !/GET .*\/limits$/.test(route);

describe('every route', () => {
  it('is for whom the design says', () => {
    expect(operations.length).toBeGreaterThan(60);
    for (const [pattern, roles] of written) {
      const named = operations.filter(({ route }) => pattern.test(route));
      expect([pattern, named.length > 0]).toEqual([pattern, true]);
      for (const one of named) expect([one.route, ...one.roles.toSorted()]).toEqual([one.route, ...roles.toSorted()]);
    }
  });

  it.each(operations)('$route is refused to every other role, before anything is looked up', async (operation) => {
    const others = everybody.filter((role) => !operation.roles.includes(role));
    const [anonymous, ...answers] = await Promise.all([
      ask(operation),
      ...others.map((role) => ask(operation, people[role]!.token)),
    ]);
    expect(anonymous.status).toBe(401);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(others.map(() => [403, 'forbidden']));
  });

  it.each(operations.filter(looksUp))('$route shows nothing of another customer or bank', async (operation) => {
    const strangers = [stranger, otherAdmin].filter((one) => mayCall(operation, one));
    for (const { status } of await Promise.all(strangers.map((one) => ask(operation, one.token)))) {
      expect(operation.method === 'GET' ? [404] : [404, 422]).toContain(status);
    }
  });

  it.each(operations.filter(({ route }) => !deadly.has(route)))('$route is open to its roles', async (operation) => {
    const answers = await Promise.all(operation.roles.map((role) => ask(operation, people[role]!.token)));
    for (const { status, body } of answers) {
      expect(['forbidden', 'insufficient_scope', 'unauthenticated']).not.toContain(body?.code);
      expect(status).toBeLessThan(500);
    }
  });
});
