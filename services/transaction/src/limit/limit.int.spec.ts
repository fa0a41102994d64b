import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { eventually, readTopic, testKafkaBrokers } from '@florin/testing';
import { Desk, type Sent } from '../transfer/desk.builder.js';
import { DoorService } from '../transfer/door.service.js';
import { anOrder } from '../transfer/transfer.builder.js';

// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service and the directory.
const desk = new Desk();
const { tenant, graces, player } = desk;
const admin = { tenantId: tenant, userId: randomUUID(), roles: ['admin'] };
/** Somebody who has moved nothing yet. */
const someone = () => {
  const userId = randomUUID();
  desk.book.people.add(userId);
  return { userId, tenantId: tenant };
};

jest.setTimeout(30_000);
beforeAll(() => desk.open(), 90_000);
afterAll(() => desk.close(), 30_000);
beforeEach(() => {
  player.play = () => 'posted';
});

const limit = async (userId: string, limits: object[], as: object = admin) => {
  const headers = await desk.tokens.authorization(as);
  const url = `/admin/users/${userId}/limits`;
  const answer = await desk.app.inject({ method: 'PUT', url, headers, payload: { limits } });
  return { status: answer.statusCode, body: answer.json<{ code: string }>() };
};
const perDay = (most: string) => [{ currency: 'USD', kind: 'transfer', per_day: most }];
const limits = async (as: object, currency = '') => {
  const { body } = await desk.get(`/limits${currency}`, as);
  return (body.items as unknown as { currency: string; kind: string }[]).filter(({ kind }) => kind === 'transfer')[0];
};
const sends = (as: { userId: string }, amount: string, more: Sent = {}) => {
  const body = { from_account_id: desk.adas.id, to_account_id: graces.id, amount, currency: 'USD' };
  return desk.post({ as, body, ...more });
};
const count = (statuses: number[], status: number): number => statuses.filter((one) => one === status).length;
/** What is used of every day and month, and what the transfers that are pending or completed come to. */
const differences = () =>
  desk.database.query(`
    with due as (select user_id, currency, period, kind, sum(amount) as amount from transfer
        cross join lateral (values (counted_on), (left(counted_on, 7))) as of(period)
        where counted_on is not null and status not in ('declined', 'returned', 'cancelled') group by 1, 2, 3, 4),
      used as (select user_id, currency, period, kind, amount from limit_use
        cross join lateral (values ('deposit', deposit), ('withdrawal', withdrawal), ('transfer', transfer),
          ('external', external))
          as by(kind, amount) where amount <> 0)
    select * from due full join used using (user_id, currency, period, kind)
    where due.amount is distinct from used.amount`);

afterEach(async () => eventually(async () => expect(await differences()).toEqual([])));

describe('a limit', () => {
  it('lets exactly as many through as it allows, a hundred at once over two replicas', async () => {
    const bob = someone();
    expect((await limit(bob.userId, perDay('7.99'))).status).toBe(200);
    const all = Array.from({ length: 100 }, (_, i) => sends(bob, '1', { of: i % 2 === 0 ? desk.app : desk.deaf }));
    const answers = await Promise.all(all);
    const statuses = answers.map(({ status }) => status);
    expect([count(statuses, 201), count(statuses, 422)]).toEqual([7, 93]);
    expect(answers.find(({ status }) => status === 422)!.body).toMatchObject({
      code: 'limit_exceeded',
      limit: 'per_day',
      kind: 'transfer',
      most: '7.99',
      left: '0.99',
      requested: '1.00',
      currency: 'USD',
    });
    expect(player.heard.filter((one) => one.user_id === bob.userId)).toHaveLength(7);
    expect(await limits(bob)).toMatchObject({ per_day: { used: '7.00', left: '0.99' }, per_month: { used: '7.00' } });
  });

  it('judges one by one: what is too much leaves room for what comes behind it', async () => {
    const bob = someone();
    await limit(bob.userId, perDay('10'));
    const door = desk.app.get(DoorService);
    const orders = [600n, 500n, 400n, 1n].map((amount) => anOrder({ ...bob, amount }));
    const answers = await Promise.all(orders.map((order) => door.enter(order, new Date())));
    expect(answers.map(({ transfer }) => transfer.breach?.left)).toEqual([undefined, '400', undefined, '0']);
  });

  it('gets its part back when a transfer does not complete, and keeps it while one is pending', async () => {
    const bob = someone();
    await limit(bob.userId, perDay('10'));
    player.play = () => 'insufficient_funds';
    expect((await sends(bob, '10')).body.code).toBe('insufficient_funds');
    expect(await limits(bob)).toMatchObject({ per_day: { used: '0.00', left: '10.00' } });
    player.play = () => 'silence';
    expect((await sends(bob, '9', { prefer: 'respond-async' })).status).toBe(202);
    expect(await limits(bob)).toMatchObject({ per_day: { used: '9.00', left: '1.00' } });
    expect((await sends(bob, '1.01')).body.code).toBe('limit_exceeded');
  });

  it('is answered alike when it is asked again, also after it was raised, and counts no repeat', async () => {
    const bob = someone();
    const [key, other] = [randomUUID(), randomUUID()];
    await limit(bob.userId, perDay('10'));
    const first = await sends(bob, '10', { key: other });
    const ten = await Promise.all(Array.from({ length: 10 }, () => sends(bob, '10', { key: other, of: desk.deaf })));
    expect(new Set(ten.map(({ body }) => body.id))).toEqual(new Set([first.body.id]));
    const refused = await sends(bob, '10', { key });
    expect(refused.body).toMatchObject({ code: 'limit_exceeded', left: '0.00' });
    await limit(bob.userId, []);
    const again = await sends(bob, '10', { key });
    const { request_id: _one, ...before } = refused.body;
    const { request_id: _two, ...after } = again.body;
    expect([after, again.headers['idempotency-replayed']]).toEqual([before, 'true']);
    expect((await sends(bob, '10')).status).toBe(201);
    const found = await desk.get(`/transfers?idempotency_key=${key}`, bob);
    expect(found.body.items).toMatchObject([{ status: 'declined', decline_reason: 'limit_exceeded' }]);
    await desk.told.find((one) => one.value.includes(String(refused.body.transfer_id)));
    expect(desk.facts(String(refused.body.transfer_id))).toEqual(['transfer.declined.v1']);
  });

  it('is over a UTC day and a UTC month', async () => {
    const bob = someone();
    await limit(bob.userId, [{ currency: 'USD', kind: 'transfer', per_day: '10', per_month: '15' }]);
    const door = desk.app.get(DoorService);
    const at = async (time: string) => {
      const order = anOrder({ ...bob, fromAccountId: desk.adas.id, toAccountId: graces.id, amount: 1000n });
      return (await door.enter(order, new Date(time))).transfer.breach?.window ?? 'accepted';
    };
    expect(await at('2026-01-30T23:59:59.999Z')).toBe('accepted');
    expect(await at('2026-01-30T23:59:59.999Z')).toBe('per_day');
    expect(await at('2026-01-31T00:00:00.000Z')).toBe('per_month');
    expect(await at('2026-01-31T23:59:59.999Z')).toBe('per_month');
    expect(await at('2026-02-01T00:00:00.000Z')).toBe('accepted');
    expect(await at('2026-02-01T23:59:59.999Z')).toBe('per_day');
  });

  it('of a month that may be forgotten gets nothing back, and the month stays forgotten', async () => {
    const bob = someone();
    player.play = () => 'silence';
    const { body } = await sends(bob, '9', { prefer: 'respond-async' });
    await desk.database.query(`update transfer set counted_on = '2020-01-05' where id = $1`, [body.id]);
    await desk.database.query('delete from limit_use where user_id = $1', [bob.userId]);
    await player.say(await desk.heardOf(body.id), 'insufficient_funds', tenant);
    await eventually(async () => expect((await desk.get(`/transfers/${body.id}`, bob)).body.status).toBe('declined'));
    expect(await desk.database.query('select 1 from limit_use where user_id = $1', [bob.userId])).toEqual([]);
  });

  it('is by kind, by currency and by person', async () => {
    const bob = someone();
    await limit(bob.userId, [{ currency: 'USD', kind: 'deposit', per_transfer: '0' }, ...perDay('1')]);
    const url = `/accounts/${desk.adas.id}/transactions`;
    const counter = (type: string, currency: string) =>
      desk.post({ as: bob, url, body: { type, amount: '2', currency } });
    const deposit = await counter('credit', 'USD');
    const withdrawal = await counter('debit', 'USD');
    const euro = await counter('credit', 'EUR');
    expect(deposit.body).toMatchObject({ code: 'limit_exceeded', limit: 'per_transfer', left: '0.00' });
    expect([withdrawal.status, euro.status]).toEqual([201, 201]);
    expect((await sends(bob, '2')).body.code).toBe('limit_exceeded');
    expect((await sends(someone(), '2')).status).toBe(201);
  });
});

describe('the limits of a person', () => {
  it('are those of the bank until an admin says otherwise, and are shown', async () => {
    const records = await readTopic('audit.events', { brokers: testKafkaBrokers() });
    const bob = someone();
    expect(await limits(bob)).toMatchObject({
      currency: 'USD',
      own: false,
      per_transfer: { most: '100000000.00' },
      per_day: { most: '1000000000.00', used: '0.00', left: '1000000000.00' },
    });
    expect((await limit(bob.userId, perDay('5'))).status).toBe(200);
    expect(await limits(bob)).toMatchObject({
      own: true,
      per_transfer: { most: '100000000.00' },
      per_day: { most: '5.00' },
    });
    expect(await limits(bob, '?currency=JPY')).toMatchObject({ currency: 'JPY', per_day: { most: '1000000000' } });
    const record = await records.find(({ value }) => value.includes('limits.change') && value.includes(bob.userId));
    await records.close();
    expect(JSON.parse(record.value)).toMatchObject({
      actor: { id: admin.userId },
      object: { kind: 'user', id: bob.userId },
      details: { of: 'transfer USD' },
    });
    const auditor = { tenantId: tenant, roles: ['read_only'] };
    expect((await desk.get(`/admin/users/${bob.userId}/limits`, auditor)).status).toBe(200);
  });

  it('are set by an admin of the same tenant alone', async () => {
    const bob = someone();
    expect((await limit(bob.userId, perDay('1'), { tenantId: tenant, roles: ['agent'] })).body.code).toBe('forbidden');
    expect((await limit(bob.userId, perDay('1'), bob)).body.code).toBe('forbidden');
    const elsewhere = { tenantId: randomUUID(), roles: ['admin'] };
    const away = [
      await limit(bob.userId, perDay('1'), elsewhere),
      await desk.get(`/admin/users/${bob.userId}/limits`, elsewhere),
      await limit(randomUUID(), perDay('1')),
      await desk.get(`/admin/users/${randomUUID()}/limits`, admin),
    ];
    expect(away.map(({ status, body }) => [status, body.code])).toEqual(Array(4).fill([404, 'not_found']));
    expect((await sends(bob, '2')).status).toBe(201);
  });

  const usd = { currency: 'USD', kind: 'transfer' };
  it.each<[string, object[]]>([
    ['nothing to set', [usd]],
    ['the same twice', [...perDay('1'), ...perDay('2')]],
    ['too many decimals', perDay('1.001')],
    ['a negative amount', perDay('-1')],
    ['more than a bigint holds', perDay('99999999999999999999')],
    ['an unknown kind', [{ ...usd, kind: 'gift', per_day: '1' }]],
    ['an unknown field', [{ ...usd, per_year: '1' }]],
    ['null', [{ ...usd, per_day: null }]],
    ['something that is no limit', ['x' as never]],
  ])('are refused with %s', async (_what, wrong) => {
    expect(await limit(randomUUID(), wrong)).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  });
});
