import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Desk, type Sent } from '../transfer/desk.builder.js';

// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service and the directory.
const desk = new Desk();
const { graces, adas, player } = desk;

interface ItemSaid {
  index: number;
  status: string;
  transfer?: { id: string; amount: string };
  error?: { code: string; status: number; title: string; errors?: { field: string }[] };
}

jest.setTimeout(60_000);
beforeAll(() => desk.open(), 90_000);
afterAll(() => desk.close(), 30_000);
beforeEach(() => {
  player.play = () => 'posted';
});

const item = (change: object = {}): object => ({
  from_account_id: adas.id,
  to_account_id: graces.id,
  amount: '1',
  currency: 'USD',
  idempotency_key: randomUUID(),
  ...change,
});
const bulk = async (transfers: unknown, more: Sent = {}) => {
  const answer = await desk.post({ url: '/transfers/bulk', body: { transfers }, ...more });
  return { ...answer, items: answer.body.items as unknown as ItemSaid[] };
};

describe('a bulk', () => {
  it('judges each item alone and answers in their order', async () => {
    player.play = ({ amount }) => (amount.amount_minor === '99900' ? 'insufficient_funds' : 'posted');
    const { status, items } = await bulk([
      item(),
      item({ amount: '999' }),
      item({ to_account_id: adas.id }),
      item({ amount: '1.001' }),
      item({ card: 'x' }),
      item({ description: null }),
      item({ idempotency_key: undefined }),
      'nonsense',
      item({ to_account_id: undefined, to_username: ' Grace ' }),
      item({ to_account_id: undefined, to_username: 'nobody' }),
      item({ amount: '200000000' }),
      item({ amount: 2 }),
    ]);
    expect(status).toBe(200);
    expect(items.map((one) => [one.index, one.status, one.error?.code])).toEqual([
      [0, 'completed', undefined],
      [1, 'declined', 'insufficient_funds'],
      [2, 'refused', 'same_account'],
      [3, 'refused', 'validation_failed'],
      [4, 'refused', 'validation_failed'],
      [5, 'refused', 'validation_failed'],
      [6, 'refused', 'validation_failed'],
      [7, 'refused', 'validation_failed'],
      [8, 'completed', undefined],
      [9, 'refused', 'account_not_found'],
      [10, 'declined', 'limit_exceeded'],
      [11, 'completed', undefined],
    ]);
    expect(items[4]!.error).toMatchObject({ status: 422, errors: [{ field: 'transfers.4.card' }] });
    expect(items[1]).toMatchObject({ transfer: { amount: '999.00' }, error: { status: 422, requested: '999.00' } });
    expect(items[0]!.transfer).toEqual((await desk.get(`/transfers/${items[0]!.transfer!.id}`)).body);
  });

  it('gives the first answer again to a key that comes twice, and refuses it for another transfer', async () => {
    const key = { idempotency_key: randomUUID() };
    const { items } = await bulk([item(key), item(key), item({ ...key, amount: '2' })]);
    expect(items[1]!.transfer).toEqual(items[0]!.transfer);
    expect(items[2]).toMatchObject({ status: 'refused', error: { code: 'idempotency_key_reused' } });
    expect(player.heard.filter((one) => one.transfer_id === items[0]!.transfer!.id)).toHaveLength(1);
  });

  it('ten times at once over two replicas is one of each, also with a single one beside', async () => {
    const keys = Array.from({ length: 5 }, () => randomUUID());
    const transfers = keys.map((idempotency_key) => item({ idempotency_key }));
    const single = { ...transfers[0], idempotency_key: undefined };
    const [alone, ...bulks] = await Promise.all([
      desk.post({ key: keys[0], body: single }),
      ...Array.from({ length: 10 }, (_, i) => bulk(transfers, { of: i % 2 === 0 ? desk.app : desk.deaf })),
    ]);
    expect(new Set(bulks.map(({ items }) => JSON.stringify(items))).size).toBe(1);
    expect(bulks[0]!.items.map(({ status }) => status)).toEqual(Array(5).fill('completed'));
    expect(alone.body.id).toBe(bulks[0]!.items[0]!.transfer!.id);
    const rows = await desk.database.query('select 1 from transfer where idempotency_key = any($1)', [keys]);
    expect(rows).toHaveLength(5);
  });

  it('waits no longer than it is told, and says what is pending', async () => {
    player.play = ({ amount }) => (amount.amount_minor === '300' ? 'silence' : 'posted');
    const { items, headers } = await bulk([item(), item({ amount: '3' })], { prefer: 'wait=1' });
    expect(items.map(({ status }) => status)).toEqual(['completed', 'pending']);
    expect(headers['preference-applied']).toBe('wait=1');
    const later = await bulk([item(), item()], { prefer: 'respond-async' });
    expect(later.items.map(({ status }) => status)).toEqual(['pending', 'pending']);
  });

  it('has five hundred items at the most, and those fit', async () => {
    const description = 'Salary of January, with the bonus for the year that is over, paid on the last working day.';
    const full = Array.from({ length: 500 }, () => item({ description }));
    const { status, items } = await bulk(full, { prefer: 'wait=25' });
    expect([status, items.length, items.filter((one) => one.status === 'completed').length]).toEqual([200, 500, 500]);
    for (const wrong of [[...full, item()], [], 'x', undefined])
      expect(await bulk(wrong)).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  });
});
