import { aCustomer, anOfficer, call, must, type Account, type Person, type Transfer } from './bank.ts';

let ada: Person;
let grace: Person;
let agent: Person;
let adas: Account;
let graces: Account;

beforeAll(async () => {
  [ada, grace, agent] = await Promise.all([aCustomer(), aCustomer(), anOfficer('agent')]);
  [adas, graces] = [await ada.opens({ deposit: '100' }), await grace.opens()];
});

const reverse = <Body = Transfer>(id: string, body: object = {}, by = agent) =>
  by.post<Body>(`/v1/transfers/${id}/reverse`, { reason: 'Paid twice', ...body });
const balances = async (): Promise<string[]> => [
  (await ada.balanceOf(adas)).balance,
  (await grace.balanceOf(graces)).balance,
];

it('a refund moves the money back, in parts and never beyond the whole', async () => {
  const sent = must(await ada.sends({ from: adas, to: graces, amount: '40' }), 201);
  const part = must(await reverse(sent.id, { amount: '15' }), 201);
  expect(part).toMatchObject({ kind: 'reversal', status: 'completed', amount: '15.00', reverses: sent.id });
  expect(await balances()).toEqual(['75.00', '25.00']);
  const answers = await Promise.all(Array.from({ length: 10 }, () => reverse(sent.id, { amount: '5' })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  expect(await balances()).toEqual(['100.00', '0.00']);
  expect(await reverse(sent.id)).toMatchObject({ status: 409, body: { code: 'already_reversed' } });
  expect(must(await ada.get<Transfer>(`/v1/transfers/${sent.id}`), 200)).toMatchObject({ reversed_amount: '40.00' });
});

it('a refund never overdraws; a part of it can be taken', async () => {
  const sent = must(await ada.sends({ from: adas, to: graces, amount: '40' }), 201);
  must(await grace.withdraws(graces, '30'), 201);
  expect(await reverse(sent.id)).toMatchObject({
    status: 422,
    body: { code: 'insufficient_funds', requested: '40.00', available: '10.00' },
  });
  must(await reverse(sent.id, { amount: '10' }), 201);
  expect(await balances()).toEqual(['70.00', '0.00']);
});

it('a refund passes a freeze', async () => {
  const sent = must(await ada.sends({ from: adas, to: graces, amount: '20' }), 201);
  must(await agent.post(`/v1/accounts/${graces.id}/freeze`, { reason: 'Under review' }), 200);
  must(await reverse(sent.id), 201);
  expect(await balances()).toEqual(['70.00', '0.00']);
});

it('deposits and withdrawals are given back too', async () => {
  const deposit = await ada.deposits(adas, '5');
  must(await reverse(deposit.id), 201);
  const withdrawal = must(await ada.withdraws(adas, '5'), 201);
  must(await reverse(withdrawal.id), 201);
  expect((await ada.balanceOf(adas)).balance).toBe('70.00');
});

it('is for the office alone', async () => {
  const deposit = await ada.deposits(adas, '1');
  expect(await reverse(deposit.id, {}, ada)).toMatchObject({ status: 403 });
  expect((await call('POST', `/v1/transfers/${deposit.id}/reverse`, { body: { reason: 'x' } })).status).toBe(401);
});
