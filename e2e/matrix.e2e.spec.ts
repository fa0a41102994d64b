import type { Role } from '@florin/contracts';
import { anAgentOf, aProgram } from './agent.ts';
import {
  aCustomer, anOfficer, aTenant, call, must, type Answer, type Page, type Person, type Problem,
} from './bank.ts';
import { everybody, everyOperation as operations, filled, type Operation } from './operations.ts';

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
  [/^GET \/bank\/portfolio$/, ['customer']],
  [/^GET \/bank\/customers$/, ['admin']],
  [/ \/bank\/reconciliations/, ['admin']],
  [/ \/config$/, ['admin']],
  [/ \/confirmations/, ['customer']],
  [/ \/auth\/(sessions|consents)/, everybody],
  [/ \/tools/, everybody],
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
  own['cards'] = must(card, 201).id;
  const wish = { kind: 'callback', subject: 'A loan' };
  own['service-requests'] = must(await anna.post<{ id: string }>('/v1/service-requests', wish), 201).id;
  own['clients'] = await aProgram(admin);
  await anAgentOf(anna, own['clients']);
  own['consents'] = must(await anna.get<Page<{ id: string }>>('/v1/auth/consents'), 200).items[0]!.id;
  const again = { email: anna.email, password: anna.password };
  must(await call('POST', '/v1/auth/login', { body: again }), 200);
  const { items } = must(await anna.get<Page<{ id: string; current: boolean }>>('/v1/auth/sessions'), 200);
  own['sessions'] = items.find(({ current }) => !current)!.id;
});

function ask({ method, path }: Operation, token?: string): Promise<Answer<Problem>> {
  const query = path.endsWith('/statements') ? '?year=2026&month=1' : '';
  const body = method === 'GET' || method === 'DELETE' ? undefined : {};
  return call(method, `${filled(path, own)}${query}`, { token, body });
}

const mayCall = ({ roles }: Operation, { user }: Person): boolean => roles.some((role) => user.roles.includes(role));
const namesSomething = /(accounts|cards|clients|consents|service-requests|sessions|transactions|transfers|users)\/\{/;
const looksUp = ({ path }: Operation): boolean => namesSomething.test(path);
/** The lists of the office, and what customers and officers share. */
const isList = ({ method, path }: Operation): boolean =>
  method === 'GET' && /^\/(admin\/(accounts|transactions|transfers|users|oauth\/clients)|service-requests)$/.test(path);

describe('every route', () => {
  it('is for whom the design says', () => {
    expect(operations.length).toBeGreaterThan(60);
    for (const [pattern, roles] of written) {
      const named = operations.filter(({ route }) => pattern.test(route));
      expect([pattern, named.length > 0]).toEqual([pattern, true]);
      for (const one of named) expect([one.route, ...one.roles.toSorted()]).toEqual([one.route, ...roles.toSorted()]);
    }
  });

  it('that moves money or administers asks whether the token was revoked, and no read does', () => {
    const grave = /^(transfers|office|admin):write$/;
    const forgets = operations.filter(({ method, scope, isSensitive }) =>
      method === 'GET' ? isSensitive : grave.test(scope) && !isSensitive,
    );
    expect(forgets.map(({ route }) => route)).toEqual([]);
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

  it.each(operations.filter(isList))('$route lists nothing of another customer or bank', async (operation) => {
    const mine = must(await ask(operation, people.admin!.token), 200);
    expect(Object.values(own).some((id) => JSON.stringify(mine).includes(id))).toBe(true);
    for (const one of [stranger, otherAdmin].filter((who) => mayCall(operation, who))) {
      const theirs = JSON.stringify(must(await ask(operation, one.token), 200));
      expect(Object.values(own).filter((id) => theirs.includes(id))).toEqual([]);
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
