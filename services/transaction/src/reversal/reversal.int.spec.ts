import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { eventually } from '@florin/testing';
import { Desk } from '../transfer/desk.builder.js';

// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service and the directory.
const desk = new Desk();
const { tenant, ada, adas, graces, grace, player, post, get, heardOf } = desk;
const agent = { tenantId: tenant, userId: randomUUID(), roles: ['agent'] };

jest.setTimeout(30_000);
beforeAll(() => desk.open(), 90_000);
afterAll(() => desk.close(), 30_000);
beforeEach(() => {
  player.play = () => 'posted';
});

const reverse = (id: string, body: object = {}, of: { key?: string; as?: object; prefer?: string } = {}) =>
  post({ url: `/transfers/${id}/reverse`, body: { reason: 'Paid twice', ...body }, as: agent, ...of });
const shown = async (id: string) => (await get(`/admin/transfers/${id}`, agent)).body;

describe('a refund', () => {
  it('is a new linked transfer by the authority of the bank', async () => {
    const { body } = await post();
    const { status, body: back } = await reverse(body.id);
    expect([status, back]).toMatchObject([
      201,
      {
        kind: 'reversal',
        status: 'completed',
        amount: '12.50',
        reverses: body.id,
        description: 'Paid twice',
        from_account_id: graces.id,
        to_account_id: adas.id,
        timeline: [{ by: 'officer' }, { by: 'account' }],
      },
    ]);
    expect(await heardOf(back.id)).toMatchObject({ kind: 'reversal', authority: 'bank' });
    expect((await get(`/transfers/${body.id}`)).body).toEqual({ ...body, reversed_amount: '12.50' });
    expect((await get(`/transfers/${back.id}`)).body).toMatchObject({ reverses: body.id });
    expect((await get(`/transfers/${back.id}`, grace)).body).toMatchObject({ reverses: body.id });
    expect(await reverse(body.id)).toMatchObject({ status: 409, body: { code: 'already_reversed' } });
    expect(await reverse(back.id)).toMatchObject({ status: 422, body: { code: 'not_reversible' } });
  });

  it('is in the list of the account that it was taken from, and of the one that it came to', async () => {
    const { body } = await post();
    const { body: back } = await reverse(body.id);
    const listed = async (account: string, as: object): Promise<string[]> =>
      (await get(`/transfers?account_id=${account}`, as)).body.items.map(({ id }) => id);
    const whole = await Promise.all([listed(graces.id, grace), listed(adas.id, ada)]);
    expect(whole.map((ids) => ids.slice(0, 2))).toEqual([[back.id, body.id], [back.id, body.id]]);
    expect(await listed(graces.id, ada)).not.toContain(back.id);
    const taken = await get(`/transfers?account_id=${graces.id}&kind=reversal&limit=1`, grace);
    expect(taken.body.items).toMatchObject([{ id: back.id, reverses: body.id, from_account_id: graces.id }]);
    expect(taken.body.items[0]).not.toHaveProperty('timeline');
  });

  it('of a part leaves the rest; ten at once come to exactly the whole', async () => {
    const { body } = await post();
    const answers = await Promise.all(Array.from({ length: 10 }, () => reverse(body.id, { amount: '2.50' })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ body: { code } }) => code === 'already_reversed')).toHaveLength(5);
    expect(await shown(body.id)).toMatchObject({ reversed_amount: '12.50' });
    const { body: other } = await post();
    expect(await reverse(other.id, { amount: '12.51' })).toMatchObject({
      status: 422,
      body: { code: 'amount_out_of_range' },
    });
  });

  it('that is declined gives its part of the original back', async () => {
    const { body } = await post();
    player.play = () => 'insufficient_funds';
    expect(await reverse(body.id)).toMatchObject({
      status: 422,
      body: { code: 'insufficient_funds', requested: '12.50', available: '9.99' },
    });
    expect(await shown(body.id)).not.toHaveProperty('reversed_amount');
    player.play = () => 'posted';
    expect((await reverse(body.id, { amount: 9.99 })).status).toBe(201);
    expect(await shown(body.id)).toMatchObject({ reversed_amount: '9.99' });
  });

  it('of a deposit and of a withdrawal goes against the own account of the bank', async () => {
    const url = `/accounts/${adas.id}/transactions`;
    for (const type of ['credit', 'debit']) {
      const { body } = await post({ url, body: { type, amount: '5' } });
      const { status, body: back } = await reverse(body.id);
      const { debit, credit } = await heardOf(back.id);
      expect([status, type === 'credit' ? credit : debit]).toEqual([201, { house: 'cash' }]);
    }
  });

  it('with one key ten times at once is one refund and ten equal answers', async () => {
    const { body } = await post();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => reverse(body.id, { amount: '1' }, { key })));
    expect(new Set(answers.map(({ status, body: said }) => JSON.stringify([status, said]))).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    expect(await shown(body.id)).toMatchObject({ reversed_amount: '1.00' });
    expect(await reverse(body.id, { amount: '2' }, { key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('waits like a transfer, and is decided all the same', async () => {
    const { body } = await post();
    player.play = () => 'silence';
    const later = await reverse(body.id, {}, { prefer: 'respond-async' });
    expect([later.status, later.headers.location]).toEqual([202, `/v1/admin/transfers/${later.body.id}`]);
    await player.say(await heardOf(later.body.id), 'posted', tenant);
    await eventually(async () => expect((await shown(later.body.id)).status).toBe('completed'));
  });

  it.each([
    ['forbidden', 403, { tenantId: tenant, roles: ['read_only'], scopes: ['office:write'] }],
    ['transfer_not_found', 404, { tenantId: randomUUID(), roles: ['admin'] }],
  ])('is refused with %s', async (code, status, as) => {
    const { body } = await post();
    expect(await reverse(body.id, {}, { as })).toMatchObject({ status, body: { code } });
  });

  it('needs a reason, and a transfer that is completed', async () => {
    const { body } = await post();
    expect((await reverse(body.id, { reason: ' ' })).body.code).toBe('validation_failed');
    expect((await reverse(randomUUID())).body.code).toBe('transfer_not_found');
    player.play = () => 'account_not_found';
    const declined = await post();
    expect((await reverse(declined.body.transfer_id)).body.code).toBe('not_reversible');
  });
});

describe('a wish to cancel', () => {
  it('comes too late for what is not in review, and is nothing for a stranger', async () => {
    const { body } = await post();
    const cancel = (as: object) => post({ url: `/transfers/${body.id}/cancel`, body: {}, as });
    expect(await cancel(ada)).toMatchObject({ status: 409, body: { code: 'transfer_state' } });
    expect(await cancel(grace)).toMatchObject({ status: 404, body: { code: 'transfer_not_found' } });
  });
});
