import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FIRST_TENANT, readTopic, testKafkaBrokers, type TopicReader } from '@florin/testing';
import { aDeposit, aTransfer, codeOf, Serving, somebody, type Json } from '../serving.builder.js';

/** Played: auth, which knows these customers. */
const known = new Set<string>();
const auth: Server = createServer((request, reply) => {
  reply.writeHead(known.has(request.url!.split('/').at(-1)!) ? 200 : 404).end('{}');
});
const bank = new Serving();
let records: TopicReader;

beforeAll(async () => {
  await new Promise<void>((listening) => auth.listen(0, '127.0.0.1', listening));
  await bank.start({ AUTH_URL: `http://127.0.0.1:${(auth.address() as AddressInfo).port}` });
  records = await readTopic('audit.events', { brokers: testKafkaBrokers() });
}, 60_000);
afterAll(async () => {
  await records?.close();
  await bank.stop();
  auth.close();
}, 30_000);

const officer = (role: 'admin' | 'agent' | 'read_only', tenantId = FIRST_TENANT) => ({
  ...somebody(),
  tenantId,
  roles: [role],
});
const admin = officer('admin');

async function aCustomer() {
  const anna = somebody();
  const account = await bank.opened(anna, { name: 'Household' });
  const [put] = await bank.command(aDeposit(account.id, anna.userId, '10000', { description: 'Salary' }));
  const out = { kind: 'withdrawal' as const, credit: { house: 'cash' } };
  await bank.command(aTransfer(account.id, account.id, anna.userId, '999999', out));
  return { anna, account, entry: put!.credit.entry_id as string };
}

it('every officer sees the whole tenant, and nothing of another; nobody else sees it', async () => {
  const { anna, account, entry } = await aCustomer();
  const paths = [
    `/admin/accounts/${account.id}`,
    `/admin/accounts/${account.id}/balance`,
    `/admin/accounts/${account.id}/transactions`,
    `/admin/transactions/${entry}`,
  ];
  for (const path of paths) {
    for (const role of ['admin', 'agent', 'read_only'] as const)
      expect((await bank.get(officer(role), path)).status).toBe(200);
    expect((await bank.get(officer('admin', randomUUID()), path)).status).toBe(404);
    expect(codeOf(await bank.get(anna, path))).toEqual([403, 'forbidden']);
    expect((await bank.get(undefined, path)).status).toBe(401);
  }
  for (const path of ['/admin/accounts', '/admin/transactions'])
    expect((await bank.get(officer('admin', randomUUID()), path)).body.items).toEqual([]);
  for (const path of ['/admin/summary', '/admin/ledger/check']) {
    expect((await bank.get(officer('agent'), path)).status).toBe(403);
    expect((await bank.get(officer('read_only'), path)).status).toBe(200);
  }
});

it('shows an account with its freeze, its balance, its lines', async () => {
  const { anna, account, entry } = await aCustomer();
  await bank.ask(officer('agent'), 'POST', `/accounts/${account.id}/freeze`, { reason: 'Court order 7' });
  const { body } = await bank.get(admin, `/admin/accounts/${account.id}`);
  expect(body).toMatchObject({ owner_id: anna.userId, status: 'frozen', freeze: { reason: 'Court order 7' } });
  expect((await bank.get(admin, `/admin/accounts/${account.id}/balance`)).body).toMatchObject({ balance: '100.00' });
  expect((await bank.get(admin, `/admin/accounts/${account.id}/balance?at=2020-01-01`)).body.balance).toBe('0.00');
  const lines = await bank.get(admin, `/admin/accounts/${account.id}/transactions`);
  expect(lines.body.items).toMatchObject([{ status: 'declined' }, { id: entry, status: 'approved' }]);
  expect((await bank.get(admin, `/admin/transactions/${entry}`)).body).toEqual(lines.body.items[1]);
});

it('lists accounts and lines by filter, page by page', async () => {
  const anna = somebody();
  const opened: Json[] = [];
  for (const currency of ['USD', 'EUR', 'USD']) opened.push(await bank.opened(anna, { currency }));
  const mine = `/admin/accounts?owner_id=${anna.userId}`;
  const first = (await bank.get(admin, `${mine}&limit=2`)).body;
  const second = (await bank.get(admin, `${mine}&limit=2&cursor=${first.next_cursor}`)).body;
  expect([...first.items, ...second.items].map(({ id }: Json) => id)).toEqual(opened.map(({ id }) => id).reverse());
  expect(second.next_cursor).toBeNull();
  const idsOf = async (query: string) => (await bank.get(admin, query)).body.items.map(({ id }: Json) => id);
  expect(await idsOf(`${mine}&currency=EUR`)).toEqual([opened[1]!.id]);
  expect(await idsOf(`/admin/accounts?number=${opened[0]!.number}`)).toEqual([opened[0]!.id]);
  expect(await idsOf(`${mine}&status=closed`)).toEqual([]);
  for (let n = 0; n < 5; n++) await bank.command(aDeposit(opened[0]!.id, anna.userId, '1'));
  const seen: string[] = [];
  let cursor = '';
  for (let page = 0; page < 3; page++) {
    const { body } = await bank.get(admin, `/admin/transactions?limit=2${cursor}`);
    seen.push(...body.items.map(({ id }: Json) => id));
    cursor = `&cursor=${body.next_cursor}`;
    // What is written meanwhile does not shift the pages.
    await bank.command(aDeposit(opened[2]!.id, anna.userId, '1'));
  }
  expect(new Set(seen).size).toBe(6);
  expect(seen).toEqual([...seen].sort().reverse());
  for (const bad of ['limit=0', 'cursor=x', 'status=lost', 'owner_id=x', 'currency=usd', 'colour=red'])
    expect(codeOf(await bank.get(admin, `/admin/accounts?${bad}`))).toEqual([422, 'validation_failed']);
});

it('opens an account for a customer whom auth knows, once per key', async () => {
  const [anna, agent] = [somebody(), officer('agent')];
  const body = { owner_id: anna.userId, type: 'savings', currency: 'EUR' };
  expect(codeOf(await bank.ask(agent, 'POST', '/admin/accounts', body))).toEqual([404, 'customer_not_found']);
  known.add(anna.userId);
  const open = () => bank.ask(agent, 'POST', '/admin/accounts', body, { 'idempotency-key': 'open-1' });
  const answers = await Promise.all(Array.from({ length: 10 }, open));
  expect(answers.map((one) => [one.status, one.body])).toEqual(Array(10).fill([201, answers[0]!.body]));
  expect((await bank.get(anna, '/accounts')).body.items).toMatchObject([{ type: 'savings', currency: 'EUR' }]);
  const other = { ...body, owner_id: randomUUID() };
  known.add(other.owner_id);
  const reused = await bank.ask(agent, 'POST', '/admin/accounts', other, { 'idempotency-key': 'open-1' });
  expect(codeOf(reused)).toEqual([422, 'idempotency_key_reused']);
  expect((await bank.ask(officer('read_only'), 'POST', '/admin/accounts', body)).status).toBe(403);
  expect((await bank.ask(anna, 'POST', '/admin/accounts', body)).status).toBe(403);
});

it('remembers who looked at what', async () => {
  const { account } = await aCustomer();
  const auditor = officer('read_only');
  await bank.get(auditor, `/admin/accounts/${account.id}`);
  await bank.get(auditor, `/admin/accounts/${account.id}/transactions`);
  for (const action of ['account.read', 'entry.list']) {
    const record = await records.find(({ value }) => {
      const said = JSON.parse(value) as Json;
      return said.action === action && said.actor.id === auditor.userId;
    }, 15_000);
    expect(JSON.parse(record.value)).toMatchObject({
      actor: { kind: 'user', id: auditor.userId, roles: ['read_only'] },
      object: { kind: 'account', id: account.id },
      outcome: 'done',
    });
  }
});

it('sums up the tenant, and proves its books alone', async () => {
  await aCustomer();
  const { body } = await bank.get(admin, '/admin/summary');
  const [sums] = await bank.database.query<Json>(
    `select sum(balance) filter (where owner_id is not null) as theirs, sum(balance) as all from account
      where tenant_id = $1 and currency = 'USD'`,
    [FIRST_TENANT],
  );
  const dollars = body.currencies.find(({ currency }: Json) => currency === 'USD');
  expect(dollars.balance.replace('.', '')).toBe(sums!.theirs);
  expect(sums!.all).toBe('0');
  expect(dollars.house.map(({ name }: Json) => name)).toContain('cash');
  const stranger = officer('admin', randomUUID());
  expect((await bank.get(stranger, '/admin/summary')).body).toMatchObject({ customers: 0, currencies: [] });
  const mine = (await bank.get(admin, '/admin/ledger/check')).body;
  expect([mine.status, mine.findings]).toEqual(['ok', []]);
  expect(mine.entries).toBeGreaterThan(0);
  expect((await bank.get(stranger, '/admin/ledger/check')).body).toMatchObject({ status: 'ok', entries: 0 });
  const broken = randomUUID();
  await bank.database.query(
    `insert into account (id, tenant_id, house, type, currency, balance, created_at, updated_at)
      values ($1, $2, 'fees', 'house', 'USD', 7, now(), now())`,
    [broken, FIRST_TENANT],
  );
  const wrong = (await bank.get(admin, '/admin/ledger/check')).body;
  expect(wrong.findings.map(({ law }: Json) => law)).toEqual(['balance_equals_entries', 'currency_sums_to_zero']);
  expect((await bank.get(stranger, '/admin/ledger/check')).body.findings).toEqual([]);
  await bank.database.query('delete from account where id = $1', [broken]);
});
