import { randomUUID } from 'node:crypto';
import { eventually } from '@florin/testing';
import {
  aCustomer, anOfficer, aTenant, must, type Account, type Page, type Person, type Transfer,
} from './bank.ts';
import { CREDITOR, giveBack, order, send } from './outside.ts';

// Money that the bank keeps because nobody was found for it, and an officer who finds the owner.

let agent: Person;
let admin: Person;
let grace: Person;
let graces: Account;

beforeAll(async () => {
  await order({});
  [agent, admin, grace] = await Promise.all([anOfficer('agent'), anOfficer('admin'), aCustomer()]);
  graces = await grace.opens();
});
afterEach(async () => {
  const verdict = must(await admin.get<object>('/v1/admin/ledger/check'), 200);
  expect(verdict).toMatchObject({ status: 'ok', findings: [] });
});

const kept = async (): Promise<Transfer[]> =>
  must(await agent.get<Page<Transfer>>('/v1/admin/transfers?held_in=suspense&limit=200'), 200).items;
const assign = (id: string, account: Account, of: { by?: Person; key?: string } = {}) =>
  (of.by ?? agent).post<Transfer>(
    `/v1/transfers/${id}/assign`,
    { account_id: account.id, reason: 'Shown the payment order' },
    of.key === undefined ? {} : { 'idempotency-key': of.key },
  );
const balance = async (): Promise<string> => (await grace.balanceOf(graces)).balance;

/** Money for an IBAN of ours that nobody has; its transfer in suspense. */
async function misdirected(currency = 'USD'): Promise<Transfer> {
  const before = new Set((await kept()).map(({ id }) => id));
  await send(randomUUID(), 'DE81100200301111111111', currency);
  return eventually(
    async () => {
      const found = (await kept()).find(({ id }) => !before.has(id));
      expect(found).toMatchObject({ kind: 'incoming', amount: '25.00', debtor: { name: 'Grace Hopper' } });
      return found!;
    },
    { within: 10_000 },
  );
}

describe('money in suspense', () => {
  it('is passed on to its owner once, ten times at once and by one key', async () => {
    const { id } = await misdirected();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => assign(id, graces, { key })));
    expect(new Set(answers.map((answer) => must(answer, 201).id)).size).toBe(1);
    const without = await Promise.all(Array.from({ length: 5 }, () => assign(id, graces)));
    expect(new Set(without.map(({ status }) => status))).toEqual(new Set([409]));
    expect(await balance()).toBe('25.00');
    expect((await kept()).map((one) => one.id)).not.toContain(id);
    const { items } = must(await grace.get<Page<Transfer>>(`/v1/transfers?account_id=${graces.id}`), 200);
    expect(items).toMatchObject([{ kind: 'incoming', debtor: { name: 'Grace Hopper' }, reverses: id }]);
    const [entry] = await grace.entriesOf(graces);
    expect(entry).toMatchObject({ type: 'credit', amount: '25.00', counterparty: { name: 'Grace Hopper' } });
  });

  it('that came back to a closed account goes to another one of the customer', async () => {
    const old = await grace.opens({ deposit: '40' });
    const sent = must(await grace.sends<Transfer>({ from: old, to: CREDITOR, amount: '40' }), 201);
    must(await grace.post(`/v1/accounts/${old.id}/close`), 200);
    await giveBack(sent, 'AC06');
    await eventually(async () => expect((await kept()).map(({ id }) => id)).toContain(sent.id), { within: 10_000 });
    const before = Number(await balance());
    must(await assign(sent.id, graces), 201);
    expect(await balance()).toBe((before + 40).toFixed(2));
    expect(await assign(sent.id, graces)).toMatchObject({ status: 409, body: { code: 'already_assigned' } });
  });

  it('stays where it is when the account cannot take it, and can be passed on afterwards', async () => {
    const { id } = await misdirected();
    const closed = await grace.opens();
    must(await grace.post(`/v1/accounts/${closed.id}/close`), 200);
    expect(await assign(id, closed)).toMatchObject({ status: 422, body: { code: 'account_closed' } });
    const euros = await grace.opens({ currency: 'EUR' });
    expect(await assign(id, euros)).toMatchObject({ status: 422, body: { code: 'currency_mismatch' } });
    expect(await assign(id, { ...graces, id: randomUUID() })).toMatchObject({ status: 404 });
    expect((await kept()).map((one) => one.id)).toContain(id);
    must(await assign(id, graces), 201);
  });

  it('is nothing for customers, for other banks, and for money that has an owner', async () => {
    const { id } = await misdirected();
    expect((await assign(id, graces, { by: grace })).status).toBe(403);
    const stranger = await anOfficer('admin', await aTenant());
    expect(await assign(id, graces, { by: stranger })).toMatchObject({
      status: 404,
      body: { code: 'transfer_not_found' },
    });
    const deposit = await grace.deposits(graces, '1');
    expect(await assign(deposit.id, graces)).toMatchObject({ status: 422, body: { code: 'not_in_suspense' } });
    must(await assign(id, graces), 201);
  });
});
