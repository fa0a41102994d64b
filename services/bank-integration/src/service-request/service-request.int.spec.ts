import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { entities } from '../data-source.js';
import { codeOf, somebody, World, type Json } from '../world.builder.js';

const world = new World();
beforeAll(() => world.start(), 60_000);
afterAll(() => world.stop(), 30_000);

const agent = { userId: randomUUID(), roles: ['agent'] } as const;
const foreignAdmin = { userId: randomUUID(), roles: ['admin'], tenantId: randomUUID() } as const;
const wish = { kind: 'callback', subject: '  Call me about a loan ', description: 'In the afternoon.' };

async function opened(who = somebody()): Promise<{ who: ReturnType<typeof somebody>; request: Json; url: string }> {
  const { status, body } = await world.post(who, '/service-requests', wish);
  expect(status).toBe(201);
  return { who, request: body, url: `/service-requests/${body['id']}` };
}

describe('a service request', () => {
  it('is opened by a customer, remarked on by an officer, and closed', async () => {
    const { who, request, url } = await opened();
    expect(request).toMatchObject({
      customer_id: who.userId,
      subject: 'Call me about a loan',
      status: 'open',
      annotations: [],
      closed_at: null,
    });
    const remarked = await world.post(agent, `${url}/annotations`, { text: 'We will call at three.' });
    expect([remarked.status, remarked.body['annotations']]).toMatchObject([
      201,
      [{ author_id: agent.userId, author_role: 'agent', text: 'We will call at three.' }],
    ]);
    const closed = await world.post(who, `${url}/close`, { resolution: 'Called.' });
    expect(closed.body).toMatchObject({ status: 'closed', resolution: 'Called.', closed_at: expect.any(String) });
    expect((await world.get(who, url)).body).toEqual(closed.body);
    expect(codeOf(await world.post(who, `${url}/close`))).toEqual([409, 'service_request_state']);
    const late = await world.post(agent, `${url}/annotations`, { text: 'Too late.' });
    expect(codeOf(late)).toEqual([409, 'service_request_state']);
  });

  it('is closed without a body as well', async () => {
    const { who, url } = await opened();
    expect((await world.post(who, `${url}/close`)).body).toMatchObject({ status: 'closed', resolution: null });
  });

  it('does not exist for another customer, nor for another tenant', async () => {
    const { url } = await opened();
    for (const stranger of [somebody(), foreignAdmin]) {
      expect(codeOf(await world.get(stranger, url))).toEqual([404, 'not_found']);
      expect(codeOf(await world.post(stranger, `${url}/annotations`, { text: 'x' }))).toEqual([404, 'not_found']);
      expect(codeOf(await world.post(stranger, `${url}/close`))).toEqual([404, 'not_found']);
    }
    expect(codeOf(await world.get(somebody(), '/service-requests/nonsense'))).toEqual([404, 'not_found']);
  });

  it.each(['agent', 'admin', 'read_only'] as const)('is not opened by the %s', async (role) => {
    const answer = await world.post({ roles: [role] }, '/service-requests', wish);
    expect(codeOf(answer)).toEqual([403, 'forbidden']);
  });

  it.each([
    [{ ...wish, kind: 'theft' }, 'kind'],
    [{ ...wish, subject: ' ' }, 'subject'],
    [{ ...wish, description: 'x'.repeat(256) }, 'description'],
    [{ ...wish, status: 'closed' }, 'status'],
  ])('is refused as %p', async (body, field) => {
    const answer = await world.post(somebody(), '/service-requests', body);
    expect([codeOf(answer), answer.body['errors'][0].field]).toEqual([[422, 'validation_failed'], field]);
  });
});

describe('an idempotency key', () => {
  it('opens one request, ten at once', async () => {
    const who = somebody();
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.post(who, '/service-requests', wish, key)),
    );
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(9);
    const list = await world.get(who, '/service-requests');
    expect(list.body['items']).toHaveLength(1);
    const other = await world.post(who, '/service-requests', { ...wish, kind: 'complaint' }, key);
    expect(codeOf(other)).toEqual([422, 'idempotency_key_reused']);
  });

  it('adds one remark, ten at once, and leaves nothing behind of a refused one', async () => {
    const { who, url } = await opened();
    const key = { 'idempotency-key': randomUUID() };
    const say = (): Promise<unknown> => world.post(who, `${url}/annotations`, { text: 'Hello?' }, key);
    await Promise.all(Array.from({ length: 10 }, say));
    expect((await world.get(agent, url)).body['annotations']).toHaveLength(1);
    const nowhere = `/service-requests/${randomUUID()}/annotations`;
    const again = { 'idempotency-key': randomUUID() };
    expect(codeOf(await world.post(who, nowhere, { text: 'x' }, again))).toEqual([404, 'not_found']);
    expect((await world.post(who, `${url}/annotations`, { text: 'x' }, again)).status).toBe(201);
  });
});

describe('the list of service requests', () => {
  it('shows a customer the own ones, newest first, in pages, by status and kind', async () => {
    const who = somebody();
    const urls = [];
    for (let i = 0; i < 3; i++) urls.push((await opened(who)).url);
    await world.post(who, `${urls[0]}/close`);
    const first = (await world.get(who, '/service-requests?limit=2')).body;
    const rest = (await world.get(who, `/service-requests?limit=2&cursor=${first['next_cursor']}`)).body;
    const ids = [...first['items'], ...rest['items']].map(({ id }: Json) => `/service-requests/${id}`);
    expect(ids).toEqual(urls.toReversed());
    expect(rest['next_cursor']).toBeNull();
    expect((await world.get(who, '/service-requests?status=closed')).body['items']).toHaveLength(1);
    expect((await world.get(who, '/service-requests?kind=complaint')).body['items']).toEqual([]);
    for (const bad of ['status=lost', 'cursor=nonsense', 'limit=0', 'cursor=WyJ4Il0']) {
      expect(codeOf(await world.get(who, `/service-requests?${bad}`))).toEqual([422, 'validation_failed']);
    }
  });

  it('shows officers all of their tenant, and nobody another tenant', async () => {
    const { who, request } = await opened();
    await opened();
    const mine = await world.get(agent, `/service-requests?customer_id=${who.userId}`);
    expect(mine.body['items'].map(({ id }: Json) => id)).toEqual([request['id']]);
    const all = await world.get(agent, '/service-requests?limit=200');
    expect(new Set(all.body['items'].map((one: Json) => one['customer_id'])).size).toBeGreaterThan(1);
    expect((await world.get(foreignAdmin, '/service-requests')).body['items']).toEqual([]);
    const peeking = await world.get(somebody(), `/service-requests?customer_id=${who.userId}`);
    expect(peeking.body['items']).toEqual([]);
  });
});

describe('what the bank tells everybody who is logged in', () => {
  it.each(['customer', 'agent', 'admin', 'read_only'] as const)('is told to the %s', async (role) => {
    const who = { roles: [role] };
    const quote = await world.get(who, '/loans/quote?amount=10000&years=5');
    expect(quote.body).toMatchObject({ monthly_payment: '181.92', annual_rate_percent: '3.5', payments: 60 });
    expect((await world.get(who, '/branches?state=ma')).body['items']).toHaveLength(2);
    expect((await world.get(who, '/offers?q=student&account_type=checking')).body['items']).toHaveLength(1);
  });

  it('is not told to strangers, nor to wrong questions', async () => {
    for (const path of ['/loans/quote?amount=1&years=1', '/branches', '/offers', '/service-requests']) {
      expect(codeOf(await world.get(undefined, path))).toEqual([401, 'unauthenticated']);
    }
    const wrong = [
      ...['/loans/quote?amount=1e3&years=5', '/loans/quote?amount=10', '/loans/quote?amount=10&years=41'],
      ...['/branches?state=Atlantis', '/offers?account_type=loan', '/offers?colour=red'],
    ];
    for (const path of wrong) {
      expect([path, ...codeOf(await world.get(somebody(), path))]).toEqual([path, 422, 'validation_failed']);
    }
  });
});

describe('the tables', () => {
  it('are as the entities say', async () => {
    const source = new DataSource({ type: 'postgres', url: world.database.ownerUrl, entities });
    await source.initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('show the reader no row without a tenant, and let nobody change a remark', async () => {
    await opened();
    const source = new DataSource({ type: 'postgres', url: world.database.readerUrl });
    await source.initialize();
    expect(await source.query('select id from service_request')).toEqual([]);
    await source.destroy();
    const engine = new DataSource({ type: 'postgres', url: world.database.engineUrl });
    await engine.initialize();
    await expect(engine.query(`update annotation set text = 'x'`)).rejects.toThrow(/permission denied/);
    await engine.destroy();
  });
});
