import { aDeposit, aTransfer, codeOf, Serving, somebody, type Json } from '../serving.builder.js';

const bank = new Serving();
beforeAll(() => bank.start(), 60_000);
afterAll(() => bank.stop(), 30_000);

const agent = { ...somebody(), roles: ['agent' as const] };
const freeze = (id: string, body: Json = { reason: 'Reported as stolen' }, who: Json = agent) =>
  bank.ask(who as typeof agent, 'POST', `/accounts/${id}/freeze`, body);
const unfreeze = (id: string, who: Json = agent) => bank.ask(who as typeof agent, 'POST', `/accounts/${id}/unfreeze`);

async function twoAccounts(minor: string) {
  const [anna, ben] = [somebody(), somebody()];
  const [mine, his] = [await bank.opened(anna), await bank.opened(ben)];
  await bank.command(aDeposit(mine.id, anna.userId, minor));
  return { anna, ben, mine: mine.id as string, his: his.id as string };
}

describe('a frozen account', () => {
  it('pays nothing from the next command on, still takes credits, and pays again after the freeze', async () => {
    const { anna, ben, mine, his } = await twoAccounts('10000');
    const answer = await freeze(mine);
    expect([answer.status, answer.body]).toMatchObject([200, { id: mine, status: 'frozen', balance: '100.00' }]);
    expect(await bank.command(aTransfer(mine, his, anna.userId, '1'))).toMatchObject([{ reason: 'account_frozen' }]);
    expect(await bank.command(aDeposit(mine, anna.userId, '5'))).toMatchObject([{ verb: 'post', credit: {} }]);
    expect((await bank.get(anna, `/accounts/${mine}`)).body).toMatchObject({ status: 'frozen', balance: '100.05' });
    expect((await unfreeze(mine)).body).toMatchObject({ status: 'active' });
    expect(await bank.command(aTransfer(mine, his, anna.userId, '1'))).toMatchObject([{ debit: {} }]);
    expect((await bank.get(ben, `/accounts/${his}`)).body).toMatchObject({ balance: '0.01' });
  });

  it('pays nothing after the answer, however many transfers are under way', async () => {
    const { anna, mine, his } = await twoAccounts('100000');
    const sent: Promise<Json[]>[] = [];
    const send = (): void => void sent.push(bank.command(aTransfer(mine, his, anna.userId, '1')));
    for (let i = 0; i < 40; i++) send();
    await Promise.race(sent);
    const freezing = freeze(mine);
    for (let i = 0; i < 40; i++) send();
    expect((await freezing).status).toBe(200);
    const late = await bank.command(...Array.from({ length: 20 }, () => aTransfer(mine, his, anna.userId, '1')));
    expect(late.map((told) => told.reason)).toEqual(Array(20).fill('account_frozen'));
    const early = (await Promise.all(sent)).flat();
    const paid = early.filter((told) => told.reason === undefined).length;
    expect(paid).toBeGreaterThan(0);
    const lines = await bank.database.query<Json>(
      'select status, decline_reason, amount from entry where account_id = $1 and amount < 0 order by seq',
      [mine],
    );
    expect(lines.map(({ decline_reason: reason }) => reason)).toEqual([
      ...Array(paid).fill(null),
      ...Array(100 - paid).fill('account_frozen'),
    ]);
    expect((await bank.get(anna, `/accounts/${mine}/balance`)).body).toMatchObject({ match: true });
  });

  it('stands in the record of the bank, with who and why', async () => {
    const { anna, mine } = await twoAccounts('1');
    const { body } = await freeze(mine, { reason: '  Court order 7 ' });
    await unfreeze(mine);
    const about = { account_id: mine, owner_id: anna.userId, by: agent.userId };
    const said = async (type: string) =>
      JSON.parse((await bank.events.find((one) => one.key === mine && one.headers.ce_type === type)).value) as Json;
    expect(await said('account.frozen.v1')).toEqual({ ...about, reason: 'Court order 7', at: body.updated_at });
    expect(await said('account.unfrozen.v1')).toEqual({ ...about, at: expect.any(String) });
  });
});

describe('freezing', () => {
  it('ten times at once freezes once', async () => {
    const { mine } = await twoAccounts('1');
    const answers = await Promise.all(Array.from({ length: 10 }, () => freeze(mine)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 200).map(codeOf)).toEqual(Array(9).fill([409, 'account_state']));
    const kept = await bank.database.query<Json>(
      'select frozen_reason, frozen_by, frozen_at is null as never from account where id = $1',
      [mine],
    );
    expect(kept).toEqual([{ frozen_reason: 'Reported as stolen', frozen_by: agent.userId, never: false }]);
  });

  it('is for agents and admins of the same tenant, with a reason', async () => {
    const { anna, mine } = await twoAccounts('1');
    expect(codeOf(await freeze(mine, undefined, anna))).toEqual([403, 'forbidden']);
    expect(codeOf(await freeze(mine, undefined, { ...agent, roles: ['read_only'] }))).toEqual([403, 'forbidden']);
    expect(codeOf(await freeze(mine, {}))).toEqual([422, 'validation_failed']);
    expect(codeOf(await freeze(mine, undefined, { ...agent, tenantId: somebody().userId }))).toEqual([
      404,
      'account_not_found',
    ]);
    expect(codeOf(await freeze(somebody().userId))).toEqual([404, 'account_not_found']);
    expect(codeOf(await unfreeze(mine))).toEqual([409, 'account_state']);
    expect((await freeze(mine, undefined, { ...agent, roles: ['admin'] })).status).toBe(200);
    expect((await unfreeze(mine)).status).toBe(200);
  });

  it("does not know the bank's own accounts, and leaves a closed one closed", async () => {
    const { mine } = await twoAccounts('1');
    const [cash] = await bank.database.query<Json>(`select id from account where house = 'cash' limit 1`);
    expect(codeOf(await freeze(cash!.id as string))).toEqual([404, 'account_not_found']);
    await bank.database.query(`update account set status = 'closed' where id = $1`, [mine]);
    expect([await freeze(mine), await unfreeze(mine)].map(codeOf)).toEqual(Array(2).fill([409, 'account_state']));
  });
});
