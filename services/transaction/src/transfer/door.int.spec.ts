import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { eventually } from '@florin/testing';
import { dataSource } from '../data-source.js';
import { historyOf } from '../history/history.js';
import { HistoryService } from '../history/history.service.js';
import { Desk, type Sent } from './desk.builder.js';

// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service and the directory.
const desk = new Desk();
const { tenant, ada, grace, adas, graces, player, send, post, get } = desk;

jest.setTimeout(30_000);
beforeAll(() => desk.open(), 90_000);
afterAll(() => desk.close(), 30_000);
beforeEach(() => {
  player.play = () => 'posted';
});

describe('who sees a transfer', () => {
  it('the sender with its course, the recipient without, nobody else at all', async () => {
    const { body } = await post();
    const hers = await get(`/transfers/${body.id}`, grace);
    expect(hers.body).toMatchObject({ id: body.id, amount: '12.50' });
    expect(Object.keys(hers.body)).not.toEqual(expect.arrayContaining(['timeline']));
    expect(hers.body).not.toHaveProperty('balance_after');
    expect((await get(`/transfers/${body.id}`, { userId: randomUUID(), tenantId: tenant })).body.code).toBe(
      'transfer_not_found',
    );
    expect((await get(`/admin/transfers/${body.id}`, { tenantId: tenant, roles: ['read_only'] })).body).toEqual(body);
    expect((await get(`/admin/transfers/${body.id}`, { tenantId: randomUUID(), roles: ['admin'] })).status).toBe(404);
    expect((await get('/admin/transfers')).status).toBe(403);
  });

  it('lists them by page and filter, with what came in on an own account', async () => {
    for (const amount of ['1', '2', '3']) await post({ body: send(undefined, amount) });
    player.play = () => 'insufficient_funds';
    await post();
    const first = await get('/transfers?limit=2');
    const second = await get(`/transfers?limit=2&cursor=${first.body.next_cursor}`);
    const ids = [...first.body.items, ...second.body.items].map((one) => one.id);
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual([...ids].sort().reverse());
    const declined = await get('/transfers?status=declined&kind=transfer');
    expect(declined.body.items.map((one) => one.status)).toEqual(['declined']);
    const incoming = await get(`/transfers?account_id=${graces.id}&limit=200`, grace);
    expect(incoming.body.items.some((one) => one.from_account_id === adas.id)).toBe(true);
    expect((await get('/transfers?cursor=x')).body.code).toBe('validation_failed');
    expect((await get('/transfers?status=lost')).body.code).toBe('validation_failed');
  });

  it('is a matter of the tenant in the database too', async () => {
    const reader = await dataSource(desk.database.readerUrl).initialize();
    try {
      expect(await reader.query('select 1 from transfer')).toEqual([]);
    } finally {
      await reader.destroy();
    }
  });
});

describe('a transfer behind others that are not decided yet', () => {
  it('waits a moment for company', async () => {
    player.play = () => 'silence';
    const took: number[] = [];
    const made: string[] = [];
    for (let time = 0; time < 5; time += 1) {
      const begun = performance.now();
      const { status, body } = await post({ prefer: 'wait=0' });
      took.push(performance.now() - begun);
      made.push(body.id);
      expect(status).toBe(202);
    }
    // The first has nobody before it, and the second is as many as the first.
    expect(Math.min(...took.slice(2))).toBeGreaterThan(45);
    for (const id of made) await player.say(await desk.heardOf(id), 'posted', tenant);
    await eventually(async () => expect((await get('/transfers?status=pending')).body.items).toEqual([]));
  });
});

describe('a purchase', () => {
  const url = `/accounts/${adas.id}/transactions`;
  const card = randomUUID();
  const body = { type: 'debit', amount: '3', currency: 'USD', card_id: card.toUpperCase() };

  it('goes with its card against the bank’s account for cards, and is shown with it', async () => {
    const made = await post({ url, body });
    expect([made.status, made.body.kind, made.body.card_id]).toEqual([201, 'withdrawal', card]);
    expect(player.heard.find((one) => one.transfer_id === made.body.id)).toMatchObject({
      card_id: card,
      credit: { house: 'settlement:cards' },
    });
    expect((await get(`/transfers/${made.body.id}`)).body.card_id).toBe(card);
  });

  it.each([
    ['card_not_usable', 422],
    ['card_not_found', 404],
  ] as const)('is refused with %s', async (reason, status) => {
    player.play = () => reason;
    const refused = await post({ url, body });
    expect([refused.status, refused.body.code]).toEqual([status, reason]);
  });

  it('with another card is another command', async () => {
    expect((await post({ url, body, key: 'bought' })).status).toBe(201);
    expect((await post({ url, body, key: 'bought' })).headers['idempotency-replayed']).toBe('true');
    const other = await post({ url, body: { ...body, card_id: randomUUID() }, key: 'bought' });
    expect(other.body.code).toBe('idempotency_key_reused');
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
    [
      'self_deposit_limit',
      422,
      { url: `/accounts/${adas.id}/transactions`, body: { type: 'credit', amount: '10000.01', currency: 'USD' } },
    ],
    [
      'card_not_for_credit',
      422,
      { url: `/accounts/${adas.id}/transactions`, body: { type: 'credit', amount: '1', card_id: unknown } },
    ],
    ['account_not_found', 404, { url: '/accounts/none/transactions', body: { type: 'credit', amount: '1' } }],
    ['same_account', 422, { body: send({ to_account_id: adas.id, currency: 'USD' }) }],
    ['same_account', 422, { body: send({ to_account_number: adas.number }) }],
    ['account_not_found', 404, { body: send({ to_account_number: '9999999999' }) }],
    ['account_not_found', 404, { body: send({ to_username: 'nobody' }) }],
    ['account_not_found', 404, { body: { ...send({ to_account_id: graces.id }), from_account_id: unknown } }],
  ];

  it.each(cases)('is %s, before anything is accepted', async (code, status, sent) => {
    const [{ before } = { before: '' }] = await desk.database.query<{ before: string }>(
      'select count(*) as before from transfer',
    );
    expect(await post(sent)).toMatchObject({ status, body: { code, status } });
    const [{ after } = { after: '-' }] = await desk.database.query<{ after: string }>(
      'select count(*) as after from transfer',
    );
    expect(after).toBe(before);
  });

  it('is self_deposit_off where customers do not pay in by themselves', async () => {
    const app = await desk.replica({ SELF_DEPOSIT: 'false' });
    const url = `/accounts/${adas.id}/transactions`;
    const refused = await post({ of: app, url, body: { type: 'credit', amount: '1', currency: 'USD' } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'self_deposit_off' } });
    await app.close();
  });

  it('says when to come again if nobody can be asked what is meant', async () => {
    const refused = await post({ of: desk.deaf, body: send({ to_username: 'grace' }) });
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '2' } });
  });

  it('of the account service is answered with the status of its reason', async () => {
    player.play = () => 'account_not_found';
    expect(await post()).toMatchObject({
      status: 404,
      body: { code: 'account_not_found', transfer_id: expect.any(String) as string },
    });
  });
});

describe('the past', () => {
  it('is posted in its order, dated as it happened, and once', async () => {
    const line = (day: number, amount: string): string =>
      JSON.stringify({
        tenant_id: tenant,
        user_id: ada.userId,
        kind: 'deposit',
        to_account_id: adas.id,
        amount,
        currency: 'USD',
        description: 'Salary',
        booked_at: `2025-11-0${day}T09:00:00.000Z`,
        key: `past-${day}`,
      });
    const orders = historyOf(`${line(2, '20')}\n${line(1, '10')}\n`);
    const history = desk.app.get(HistoryService);
    expect(await history.post(orders, () => undefined)).toEqual({ completed: 2, declined: 0, known: 0 });
    expect(await history.post(orders, () => undefined)).toEqual({ completed: 0, declined: 0, known: 2 });
    const { body } = await get('/transfers?idempotency_key=past-1');
    expect(body.items).toMatchObject([
      { amount: '10.00', created_at: '2025-11-01T09:00:00.000Z', completed_at: '2025-11-01T09:00:00.000Z' },
    ]);
    expect(player.heard.filter((one) => one.booked_at).map((one) => one.booked_at)).toEqual([
      '2025-11-01T09:00:00.000Z',
      '2025-11-02T09:00:00.000Z',
    ]);
  });
});

describe('the database', () => {
  it('is what the entities say', async () => {
    const source = await dataSource(desk.database.ownerUrl).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  it('keeps no message that Kafka has', async () => {
    await eventually(async () => expect(await desk.database.query('select 1 from outbox')).toEqual([]));
  });
});
