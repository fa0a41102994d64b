import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { eventually } from '@florin/testing';
import { CourseService } from './course.service.js';
import { Desk } from './desk.builder.js';


// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service and the directory.
const desk = new Desk();
const { tenant, grace, adas, graces, player, book, send, post, get, heardOf, facts } = desk;

jest.setTimeout(30_000);
beforeAll(() => desk.open(), 90_000);
afterAll(() => desk.close(), 30_000);
beforeEach(() => {
  player.play = () => 'posted';
});

/** A problem document without what belongs to the one request. */
const lasting = ({ request_id: _id, ...rest }: Record<string, unknown>): object => rest;

describe('a transfer', () => {
  it('travels through Kafka and back, and the world is told', async () => {
    const asked = book.asked;
    const { status, body } = await post();
    expect([status, body]).toMatchObject([
      201,
      {
        status: 'completed',
        kind: 'transfer',
        amount: '12.50',
        currency: 'USD',
        balance_after: '50.00',
        decline_reason: null,
        from_account_id: adas.id,
        to_account_id: graces.id,
        timeline: [
          { status: 'pending', by: 'customer' },
          { status: 'completed', by: 'account' },
        ],
      },
    ]);
    expect(book.asked).toBe(asked);
    const fact = await desk.told.find((one) => one.value.includes(body.id));
    expect(fact).toMatchObject({
      key: adas.id,
      headers: {
        ce_specversion: '1.0',
        ce_type: 'transfer.completed.v1',
        ce_tenantid: tenant,
        'content-type': 'application/json',
      },
    });
    expect((await get(`/transfers/${body.id}`)).body).toEqual(body);
  });

  it.each([
    ['an id, the currency looked up', { to_account_id: graces.id }],
    ['a number', { to_account_number: graces.number }],
    ['a name', { to_username: 'Grace' }],
  ])('goes to %s', async (_what, to) => {
    expect(await post({ body: send(to) })).toMatchObject({
      status: 201,
      body: { to_account_id: graces.id, currency: 'USD' },
    });
  });

  it('is a deposit or a withdrawal on the own account', async () => {
    const url = `/accounts/${adas.id}/transactions`;
    const deposit = await post({ url, body: { type: 'credit', amount: 5 } });
    expect(deposit).toMatchObject({
      status: 201,
      body: { kind: 'deposit', from_account_id: null, amount: '5.00', balance_after: '70.00' },
    });
    const withdrawal = await post({ url, body: { type: 'debit', amount: '5' } });
    expect(withdrawal).toMatchObject({
      status: 201,
      body: { kind: 'withdrawal', to_account_id: null, balance_after: '50.00' },
    });
  });

  it('answers 202 when the time is up, and is decided all the same', async () => {
    player.play = () => 'silence';
    const later = await post({ prefer: 'respond-async', key: randomUUID() });
    expect(later).toMatchObject({
      status: 202,
      body: { status: 'pending' },
      headers: { 'preference-applied': 'respond-async' },
    });
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
    expect(await desk.database.query('select 1 from transfer where idempotency_key = $1', [key])).toHaveLength(1);
  });

  it('gives the same answer later, on another replica, in the old spelling, without the directory', async () => {
    const key = randomUUID();
    const first = await post({ key, body: send({ to_account_id: graces.id }) });
    const url = `/transfer?from_account_id=${adas.id.toUpperCase()}`;
    const again = await post({ key, url, body: { amount: 12.5, to_account_id: graces.id }, of: desk.deaf });
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
  });

  it('gives a refusal again', async () => {
    player.play = () => 'insufficient_funds';
    const key = randomUUID();
    const [first, second] = [await post({ key }), await post({ key })];
    expect(first).toMatchObject({
      status: 422,
      body: { code: 'insufficient_funds', requested: '12.50', available: '9.99' },
    });
    expect([second.status, lasting(second.body), second.headers['idempotency-replayed']]).toEqual([
      422,
      lasting(first.body),
      'true',
    ]);
    expect((await get(`/transfers/${first.body.transfer_id}`)).body).toMatchObject({
      status: 'declined',
      decline_reason: 'insufficient_funds',
    });
  });

  it('is refused for another command, and is free for another person', async () => {
    const key = randomUUID();
    await post({ key });
    expect(await post({ key, body: send(undefined, '12.51') })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
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
    await desk.told.find((one) => one.value.includes(next.body.id));
    expect(facts(body.id)).toEqual(['transfer.completed.v1']);
  });

  it("wakes another replica's waiter, which hears neither message nor hint, through the database", async () => {
    expect(await post({ of: desk.deaf })).toMatchObject({ status: 201, body: { status: 'completed' } });
  });
});

describe('an unanswered transfer', () => {
  it('is asked for again after half a minute, by one replica, with the same id', async () => {
    player.play = () => 'silence';
    const { body } = await post({ prefer: 'respond-async' });
    const heard = (): number => player.heard.filter((one) => one.transfer_id === body.id).length;
    const waiting = async (): Promise<unknown[]> =>
      desk.database.query('select ask_count from transfer where id = $1 and next_ask_at is not null', [body.id]);
    await eventually(() => expect(heard()).toBe(1));
    const services = [desk.app, desk.deaf].map((each) => each.get(CourseService));
    const created = Date.parse(String(body.created_at));
    const later = (ms: number) => Promise.all(services.map((service) => service.askAgain(new Date(created + ms))));
    await later(29_000);
    expect(await waiting()).toEqual([{ ask_count: 1 }]);
    player.play = () => 'posted';
    await later(40_000);
    await eventually(async () => expect((await get(`/transfers/${body.id}`)).body.status).toBe('completed'));
    expect([await waiting(), heard()]).toEqual([[], 2]);
  });
});
