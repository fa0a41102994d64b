import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { migrate } from '@florin/platform/database';
import { eventually, freshDatabase, readTopic, testKafkaBrokers, tokenMaker, type TokenMaker, type TopicReader } from '@florin/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { dataSource, migrations } from '../data-source.js';
import { historyOf } from '../history/history.js';
import { HistoryService } from '../history/history.service.js';
import { AccountPlayer, aReplica, serveBook, type Book } from './bank.builder.js';
import { TransferService } from './transfer.service.js';

// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service and the directory.
const tenant = randomUUID();
const [ada, grace] = [{ userId: randomUUID(), tenantId: tenant }, { userId: randomUUID(), tenantId: tenant }];
const account = (owner: string, number: string): Book['accounts'][number] => ({ id: randomUUID(), owner, number, currency: 'USD' });
const [adas, graces] = [account(ada.userId, '1000000001'), account(grace.userId, '1000000002')];
const book: Book = { accounts: [adas, graces], users: [{ id: grace.userId, username: 'grace' }], asked: 0 };

const database = freshDatabase('transaction');
const player = new AccountPlayer(new Set([tenant]));
let tokens: TokenMaker;
let server: Server;
let app: NestFastifyApplication;
let deaf: NestFastifyApplication;
let told: TopicReader;

beforeAll(async () => {
  tokens = await tokenMaker();
  await migrate({ ...database, migrations });
  const served = await serveBook(book);
  server = served.server;
  const of = { database, tokens, bookUrl: served.url, group: `transaction-${randomUUID()}` };
  app = await aReplica(of);
  deaf = await aReplica({ ...of, deaf: true });
  await player.start();
  told = await readTopic('transaction.events', { brokers: testKafkaBrokers() });
}, 60_000);

afterAll(async () => {
  await Promise.all([told?.close(), player.stop(), app?.close(), deaf?.close(), tokens?.close()]);
  server?.closeAllConnections();
  server?.close();
  await database.drop();
}, 30_000);

beforeEach(() => {
  player.play = () => 'posted';
});

interface Sent {
  url?: string;
  body?: object;
  key?: string;
  prefer?: string;
  as?: object;
  of?: NestFastifyApplication;
}

const send = (to: object = { to_account_id: graces.id, currency: 'USD' }, amount: unknown = '12.50'): object => ({
  from_account_id: adas.id, amount, ...to,
});

async function post({ url = '/transfers', body = send(), key, prefer, as = ada, of = app }: Sent = {}) {
  const headers = {
    ...(await tokens.authorization(as)),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(prefer === undefined ? {} : { prefer }),
  };
  const answer = await of.inject({ method: 'POST', url, headers, payload: body });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, any>>() };
}

async function get(url: string, as: object = ada) {
  const answer = await app.inject({ method: 'GET', url, headers: await tokens.authorization(as) });
  return { status: answer.statusCode, body: answer.json<Record<string, any>>() };
}

/** The command that the account service got for a transfer. */
const heardOf = (id: string) =>
  eventually(() => player.heard.find((one) => one.transfer_id === id) ?? Promise.reject(new Error('the command was not heard')));

/** A problem document without what belongs to the one request. */
const lasting = ({ request_id: _id, ...rest }: Record<string, unknown>): object => rest;
const facts = (id: string): string[] => told.messages.filter((one) => one.value.includes(id)).map((one) => one.headers.ce_type!);

describe('a transfer', () => {
  it('travels through Kafka and back, and the world is told', async () => {
    const asked = book.asked;
    const { status, body } = await post();
    expect([status, body]).toMatchObject([201, {
      status: 'completed', kind: 'transfer', amount: '12.50', currency: 'USD', balance_after: '50.00', decline_reason: null,
      from_account_id: adas.id, to_account_id: graces.id, timeline: [{ status: 'pending', by: 'customer' }, { status: 'completed', by: 'account' }],
    }]);
    expect(book.asked).toBe(asked);
    const fact = await told.find((one) => one.value.includes(body.id));
    expect(fact).toMatchObject({
      key: adas.id,
      headers: { ce_specversion: '1.0', ce_type: 'transfer.completed.v1', ce_tenantid: tenant, 'content-type': 'application/json' },
    });
    expect((await get(`/transfers/${body.id}`)).body).toEqual(body);
  });

  it.each([
    ['an id, the currency looked up', { to_account_id: graces.id }],
    ['a number', { to_account_number: graces.number }],
    ['a name', { to_username: 'Grace' }],
  ])('goes to %s', async (_what, to) => {
    expect(await post({ body: send(to) })).toMatchObject({ status: 201, body: { to_account_id: graces.id, currency: 'USD' } });
  });

  it('is a deposit or a withdrawal on the own account', async () => {
    const url = `/accounts/${adas.id}/transactions`;
    const deposit = await post({ url, body: { type: 'credit', amount: 5 } });
    expect(deposit).toMatchObject({ status: 201, body: { kind: 'deposit', from_account_id: null, amount: '5.00', balance_after: '70.00' } });
    const withdrawal = await post({ url, body: { type: 'debit', amount: '5' } });
    expect(withdrawal).toMatchObject({ status: 201, body: { kind: 'withdrawal', to_account_id: null, balance_after: '50.00' } });
  });

  it('answers 202 when the time is up, and is decided all the same', async () => {
    player.play = () => 'silence';
    const later = await post({ prefer: 'respond-async', key: randomUUID() });
    expect(later).toMatchObject({ status: 202, body: { status: 'pending' }, headers: { 'preference-applied': 'respond-async' } });
    expect(later.headers.location).toBe(`/v1/transfers/${later.body.id}`);
    const command = await heardOf(later.body.id);
    await player.say(command, 'posted', tenant);
    await eventually(async () => expect((await get(`/transfers/${later.body.id}`)).body.status).toBe('completed'));
  });
});

describe('the same key', () => {
  it('ten times at once is one transfer and ten equal answers', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post({ key })));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(9);
    expect(await database.query('select 1 from transfer where idempotency_key = $1', [key])).toHaveLength(1);
  });

  it('gives the same answer later, on another replica, in the old spelling, and when the directory would have to be asked', async () => {
    const key = randomUUID();
    const first = await post({ key, body: send({ to_account_id: graces.id }) });
    const url = `/transfer?from_account_id=${adas.id.toUpperCase()}`;
    const again = await post({ key, url, body: { amount: 12.5, to_account_id: graces.id }, of: deaf });
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
  });

  it('gives a refusal again', async () => {
    player.play = () => 'insufficient_funds';
    const key = randomUUID();
    const [first, second] = [await post({ key }), await post({ key })];
    expect(first).toMatchObject({ status: 422, body: { code: 'insufficient_funds', requested: '12.50', available: '9.99' } });
    expect([second.status, lasting(second.body), second.headers['idempotency-replayed']]).toEqual([422, lasting(first.body), 'true']);
    expect((await get(`/transfers/${first.body.transfer_id}`)).body).toMatchObject({ status: 'declined', decline_reason: 'insufficient_funds' });
  });

  it('is refused for another command, and is free for another person', async () => {
    const key = randomUUID();
    await post({ key });
    expect(await post({ key, body: send(undefined, '12.51') })).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const hers = { from_account_id: graces.id, to_account_id: adas.id, amount: '1', currency: 'USD' };
    expect((await post({ key, as: grace, body: hers })).status).toBe(201);
  });
});

describe('what is heard', () => {
  it('twice or too late changes nothing', async () => {
    const { body } = await post();
    const command = player.heard.find((one) => one.transfer_id === body.id)!;
    const id = randomUUID();
    player.play = () => 'silence';
    const next = await post({ prefer: 'respond-async' });
    const nexts = await heardOf(next.body.id);
    await player.say(command, 'posted', tenant, { id });
    await player.say(command, 'insufficient_funds', tenant);
    await player.say(command, 'posted', tenant, { id });
    // What comes behind them on their partition has had its effect, so they had theirs: none.
    await player.say(nexts, 'posted', tenant, { key: body.id });
    await eventually(async () => expect((await get(`/transfers/${next.body.id}`)).body.status).toBe('completed'));
    expect((await get(`/transfers/${body.id}`)).body).toEqual(body);
    expect(facts(body.id)).toEqual(['transfer.completed.v1']);
  });

  it("wakes another replica's waiter, which hears neither message nor hint, through the database", async () => {
    expect(await post({ of: deaf })).toMatchObject({ status: 201, body: { status: 'completed' } });
  });
});

describe('an unanswered transfer', () => {
  it('is asked for again after half a minute, by one replica, with the same id', async () => {
    player.play = () => 'silence';
    const { body } = await post({ prefer: 'respond-async' });
    const heard = (): number => player.heard.filter((one) => one.transfer_id === body.id).length;
    await eventually(() => expect(heard()).toBe(1));
    const services = [app, deaf].map((each) => each.get(TransferService));
    const in31s = new Date(Date.now() + 29_000);
    expect(await services[0]!.askAgain(in31s)).toBe(0);
    player.play = () => 'posted';
    const asked = await Promise.all(services.map((service) => service.askAgain(new Date(Date.now() + 40_000))));
    expect(asked.reduce((sum, count) => sum + count)).toBe(1);
    await eventually(async () => expect((await get(`/transfers/${body.id}`)).body.status).toBe('completed'));
    expect(heard()).toBe(2);
    expect(await services[0]!.askAgain(new Date(Date.now() + 4_000_000))).toBe(0);
  });
});

describe('who sees a transfer', () => {
  it('the sender with its course, the recipient without, nobody else at all', async () => {
    const { body } = await post();
    const hers = await get(`/transfers/${body.id}`, grace);
    expect(hers.body).toMatchObject({ id: body.id, amount: '12.50' });
    expect(Object.keys(hers.body)).not.toEqual(expect.arrayContaining(['timeline']));
    expect(hers.body).not.toHaveProperty('balance_after');
    expect((await get(`/transfers/${body.id}`, { userId: randomUUID(), tenantId: tenant })).body.code).toBe('transfer_not_found');
    expect((await get(`/admin/transfers/${body.id}`, { tenantId: tenant, roles: ['read_only'] })).body).toEqual(body);
    expect((await get(`/admin/transfers/${body.id}`, { tenantId: randomUUID(), roles: ['admin'] })).status).toBe(404);
    expect((await get('/admin/transfers')).status).toBe(403);
  });

  it('lists them by page and filter, with what came in on an own account', async () => {
    const first = await get('/transfers?limit=2');
    const second = await get(`/transfers?limit=2&cursor=${first.body.next_cursor}`);
    const ids = [...first.body.items, ...second.body.items].map((one: { id: string }) => one.id);
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual([...ids].sort().reverse());
    const declined = await get('/transfers?status=declined&kind=transfer');
    expect(declined.body.items.map((one: { status: string }) => one.status)).toEqual(['declined']);
    const incoming = await get(`/transfers?account_id=${graces.id}&limit=200`, grace);
    expect(incoming.body.items.some((one: { from_account_id: string }) => one.from_account_id === adas.id)).toBe(true);
    expect((await get('/transfers?cursor=x')).body.code).toBe('validation_failed');
    expect((await get('/transfers?status=lost')).body.code).toBe('validation_failed');
  });

  it('is a matter of the tenant in the database too', async () => {
    const reader = await dataSource(database.readerUrl).initialize();
    try {
      expect(await reader.query('select 1 from transfer')).toEqual([]);
    } finally {
      await reader.destroy();
    }
  });
});

describe('a refusal', () => {
  const unknown = randomUUID();
  const cases: [string, number, Sent][] = [
    ['insufficient_scope', 403, { as: { ...ada, scopes: ['transfers:read'] } }],
    ['forbidden', 403, { as: { tenantId: tenant, roles: ['admin'], scopes: ['transfers:write'] } }],
    ['validation_failed', 422, { body: send({ to_account_id: graces.id, card_id: unknown }) }],
    ['validation_failed', 422, { body: send({}) }],
    ['validation_failed', 422, { body: send({ to_account_id: graces.id, to_username: 'grace' }) }],
    ['validation_failed', 422, { body: send({ to_account_id: graces.id, description: null }) }],
    ['validation_failed', 422, { key: 'with space' }],
    ['validation_failed', 422, { body: send(undefined, '1.005') }],
    ['validation_failed', 422, { body: send(undefined, '0') }],
    ['validation_failed', 422, { body: send(undefined, true) }],
    ['amount_out_of_range', 422, { body: send(undefined, '1000000000.01') }],
    ['self_deposit_limit', 422, { url: `/accounts/${adas.id}/transactions`, body: { type: 'credit', amount: '10000.01', currency: 'USD' } }],
    ['account_not_found', 404, { url: '/accounts/none/transactions', body: { type: 'credit', amount: '1' } }],
    ['same_account', 422, { body: send({ to_account_id: adas.id, currency: 'USD' }) }],
    ['same_account', 422, { body: send({ to_account_number: adas.number }) }],
    ['account_not_found', 404, { body: send({ to_account_number: '9999999999' }) }],
    ['account_not_found', 404, { body: send({ to_username: 'nobody' }) }],
    ['account_not_found', 404, { body: { ...send({ to_account_id: graces.id }), from_account_id: unknown } }],
  ];

  it.each(cases)('is %s, before anything is accepted', async (code, status, sent) => {
    const [{ before } = { before: '' }] = await database.query<{ before: string }>('select count(*) as before from transfer');
    expect(await post(sent)).toMatchObject({ status, body: { code, status } });
    const [{ after } = { after: '-' }] = await database.query<{ after: string }>('select count(*) as after from transfer');
    expect(after).toBe(before);
  });

  it('of the account service is answered with the status of its reason', async () => {
    player.play = () => 'account_not_found';
    expect(await post()).toMatchObject({ status: 404, body: { code: 'account_not_found', transfer_id: expect.any(String) as string } });
  });
});

describe('the past', () => {
  it('is posted in its order, dated as it happened, and once', async () => {
    const line = (day: number, amount: string): string =>
      JSON.stringify({
        tenant_id: tenant, user_id: ada.userId, kind: 'deposit', to_account_id: adas.id, amount, currency: 'USD', description: 'Salary',
        booked_at: `2025-11-0${day}T09:00:00.000Z`, key: `past-${day}`,
      });
    const orders = historyOf(`${line(2, '20')}\n${line(1, '10')}\n`);
    const history = app.get(HistoryService);
    expect(await history.post(orders, () => undefined)).toEqual({ completed: 2, declined: 0, known: 0 });
    expect(await history.post(orders, () => undefined)).toEqual({ completed: 0, declined: 0, known: 2 });
    const { body } = await get('/transfers?idempotency_key=past-1');
    expect(body.items).toMatchObject([{ amount: '10.00', created_at: '2025-11-01T09:00:00.000Z', completed_at: '2025-11-01T09:00:00.000Z' }]);
    expect(player.heard.filter((one) => one.booked_at).map((one) => one.booked_at)).toEqual(['2025-11-01T09:00:00.000Z', '2025-11-02T09:00:00.000Z']);
  });
});

describe('the database', () => {
  it('is what the entities say', async () => {
    const source = await dataSource(database.ownerUrl).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  it('keeps no message that Kafka has', async () => {
    await eventually(async () => expect(await database.query('select 1 from outbox')).toEqual([]));
  });
});
