import { randomUUID } from 'node:crypto';
import { aCustomer, must, type Account, type Person, type Transfer } from './bank.ts';

describe('the same Idempotency-Key', () => {
  let anna: Person;
  let from: Account;
  let to: Account;

  beforeAll(async () => {
    anna = await aCustomer();
    [from, to] = [await anna.opens({ deposit: '100.00' }), await anna.opens()];
  });

  const keyed = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

  it('replays the first answer, status and body, and says so', async () => {
    const key = keyed();
    const first = await anna.sends({ from, to, amount: '1.00' }, key);
    const again = await anna.sends({ from, to, amount: '1.00' }, key);
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(again.body).toEqual(first.body);
  });

  it('replays for an equal command that is spelled in another way', async () => {
    const key = keyed();
    const first = must(await anna.sends({ from, to, amount: '1.00' }, key), 201);
    const body = { amount: 1, to_account_id: to.id };
    const again = await anna.post<Transfer>(`/transfer?from_account_id=${from.id}`, body, key);
    expect([again.status, again.body.id]).toEqual([201, first.id]);
  });

  it('moves money once when it comes ten times at once', async () => {
    const before = await anna.balanceOf(to);
    const key = keyed();
    const answers = await Promise.all(Array.from({ length: 10 }, () => anna.sends({ from, to, amount: '2.00' }, key)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(9);
    const after = await anna.balanceOf(to);
    expect(Number(after.balance) - Number(before.balance)).toBeCloseTo(2);
  });

  it('replays a refusal by the rules too', async () => {
    const key = keyed();
    const first = await anna.sends({ from, to, amount: '5000.00' }, key);
    const again = await anna.sends({ from, to, amount: '5000.00' }, key);
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([422, 422, 'true']);
    const { transfer_id } = first.body as Transfer;
    expect(again.body).toMatchObject({ code: 'insufficient_funds', transfer_id });
  });

  it('is refused for another command', async () => {
    const key = keyed();
    must(await anna.sends({ from, to, amount: '1.00' }, key), 201);
    const other = await anna.sends({ from, to, amount: '1.01' }, key);
    expect([other.status, other.body]).toEqual([422, expect.objectContaining({ code: 'idempotency_key_reused' })]);
  });

  it('belongs to one person: somebody else may use it for something else', async () => {
    const key = keyed();
    must(await anna.sends({ from, to, amount: '1.00' }, key), 201);
    const ben = await aCustomer();
    const his = await ben.opens();
    const answer = await ben.post<Transfer>(
      `/v1/accounts/${his.id}/transactions`,
      { type: 'credit', amount: '3.00' },
      key,
    );
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('opens one account, however often it is sent', async () => {
    const key = keyed();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => anna.post<Account>('/v1/accounts', { name: 'Holiday' }, key)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
  });

  it.each([
    ['a blank', 'a b'],
    ['too long', 'x'.repeat(256)],
  ])('is refused when it is %s', async (_what, key) => {
    const answer = await anna.sends({ from, to, amount: '1.00' }, { 'idempotency-key': key });
    expect([answer.status, answer.body]).toEqual([422, expect.objectContaining({ code: 'validation_failed' })]);
  });
});
