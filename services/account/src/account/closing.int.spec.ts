import { aDeposit, aTransfer, codeOf, Serving, somebody, type Json } from '../serving.builder.js';

const bank = new Serving();
beforeAll(() => bank.start(), 60_000);
afterAll(() => bank.stop(), 30_000);

type Somebody = ReturnType<typeof somebody>;
const close = (who: Somebody, id: string) => bank.ask(who, 'POST', `/accounts/${id}/close`);

describe('renaming an account', () => {
  it('changes the name and nothing else', async () => {
    const anna = somebody();
    const before = await bank.opened(anna, { name: 'Old' });
    const answer = await bank.ask(anna, 'PATCH', `/accounts/${before.id}`, { name: '  New ' });
    expect([answer.status, answer.body]).toEqual([200, { ...before, name: 'New', updated_at: expect.any(String) }]);
    expect((await bank.get(anna, `/accounts/${before.id}`)).body.name).toBe('New');
  });

  it.each([[{}], [{ name: null }], [{ name: ' ' }], [{ name: 'a', status: 'closed' }]])('refuses %j', async (body) => {
    const anna = somebody();
    const { id } = await bank.opened(anna, { name: 'Old' });
    expect(codeOf(await bank.ask(anna, 'PATCH', `/accounts/${id}`, body))).toEqual([422, 'validation_failed']);
    expect((await bank.get(anna, `/accounts/${id}`)).body.name).toBe('Old');
  });

  it("is not for another's account", async () => {
    const { id } = await bank.opened(somebody());
    const answer = await bank.ask(somebody(), 'PATCH', `/accounts/${id}`, { name: 'Mine' });
    expect(codeOf(answer)).toEqual([404, 'account_not_found']);
  });
});

describe('closing an account', () => {
  it('is for an empty one, once, and takes its card with it', async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    const card = (await bank.ask(anna, 'POST', `/accounts/${id}/card`)).body;
    await bank.command(aDeposit(id, anna.userId, '1'));
    const refused = await close(anna, id);
    expect(codeOf(refused)).toEqual([409, 'account_not_empty']);
    expect(refused.body).toMatchObject({ balance: '0.01', held: '0.00' });
    await bank.command(
      aTransfer(id, id, anna.userId, '1', { kind: 'withdrawal', credit: { house: 'cash' } }),
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => close(anna, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    expect(answers.find(({ status }) => status === 200)!.body).toMatchObject({ id, status: 'closed' });
    const told = await bank.events.find(({ key, headers }) => key === id && headers.ce_type === 'account.closed.v1');
    expect(JSON.parse(told.value)).toMatchObject({ account_id: id, owner_id: anna.userId });
    expect((await bank.get(anna, `/cards/${card.id}`)).body.status).toBe('cancelled');
    expect(codeOf(await bank.ask(anna, 'POST', `/accounts/${id}/card`))).toEqual([409, 'account_state']);
  });

  it('is final: what comes later is refused, also what was on its way', async () => {
    const [anna, ben] = [somebody(), somebody()];
    const [mine, his] = [await bank.opened(anna), await bank.opened(ben)];
    await bank.command(aDeposit(mine.id, anna.userId, '100'));
    const sent = Array.from({ length: 20 }, () => bank.command(aTransfer(mine.id, his.id, anna.userId, '1')));
    const closing = await close(ben, his.id);
    const told = (await Promise.all(sent)).flat();
    const posted = told.filter(({ type }) => type === 'account.transfer-posted.v1').length;
    // Either the account was closed before any money came, or it kept what came.
    expect([closing.status, posted]).toEqual(closing.status === 200 ? [200, 0] : [409, 20]);
    const [last] = await bank.command(aTransfer(mine.id, his.id, anna.userId, '1'));
    expect(last!.reason).toBe(closing.status === 200 ? 'account_closed' : undefined);
  });

  it('is not for a frozen one, nor for a stranger', async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    expect(codeOf(await close(somebody(), id))).toEqual([404, 'account_not_found']);
    const agent = { ...somebody(), roles: ['agent' as const] };
    await bank.ask(agent, 'POST', `/accounts/${id}/freeze`, { reason: 'asked' });
    expect(codeOf(await close(anna, id))).toEqual([409, 'account_state']);
  });
});

describe('the balance at a past instant', () => {
  it('is that behind the last entry booked by then', async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    const at = (n: number): string => `2026-01-01T00:00:0${n}.000Z`;
    for (let n = 1; n <= 5; n++)
      await bank.command(aDeposit(id, anna.userId, '100', { booked_at: at(n) }));
    const balances: Json[] = [];
    for (let n = 0; n <= 6; n++) balances.push((await bank.get(anna, `/accounts/${id}/balance?at=${at(n)}`)).body);
    expect(balances.map(({ balance }) => balance)).toEqual(['0.00', '1.00', '2.00', '3.00', '4.00', '5.00', '5.00']);
    expect(balances[3]).toEqual({
      account_id: id,
      balance: '3.00',
      available_balance: '3.00',
      held: '0.00',
      computed_balance: '3.00',
      match: true,
      currency: 'USD',
      as_of: at(3),
    });
  });

  it('is not told of the future, nor of another', async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    expect(codeOf(await bank.get(anna, `/accounts/${id}/balance?at=2999-01-01`))).toEqual([422, 'validation_failed']);
    expect(codeOf(await bank.get(anna, `/accounts/${id}/balance?at=x`))).toEqual([422, 'validation_failed']);
    expect((await bank.get(somebody(), `/accounts/${id}/balance?at=2026-01-01`)).status).toBe(404);
  });
});
