import { randomUUID } from 'node:crypto';
import { eventually } from '@florin/testing';
import {
  aCustomer,
  anOfficer,
  call,
  must,
  type Account,
  type Entry,
  type Page,
  type Person,
  type Transfer,
} from './bank.ts';
import { CREDITOR, giveBack, order, send } from './outside.ts';

// The outside bank is the one that npm start runs, and misbehaves as it is told here.

let ada: Person;
let admin: Person;
let adas: Account;

beforeAll(async () => {
  [ada, admin] = await Promise.all([aCustomer(), anOfficer('admin')]);
  adas = await ada.opens({ deposit: '1000' });
});

beforeEach(() => order({}));
afterEach(async () => {
  await order({});
  const verdict = must(await admin.get<object>('/v1/admin/ledger/check'), 200);
  expect(verdict).toMatchObject({ status: 'ok', findings: [] });
});

const pay = <Body = Transfer>(wish: object = {}, headers?: Record<string, string>) =>
  ada.sends<Body>({ from: adas, to: CREDITOR, amount: '10', ...wish }, headers);
const balance = async (): Promise<[string, string]> => {
  const { balance: whole, available_balance: free } = await ada.balanceOf(adas);
  return [whole, free];
};
const shown = async (id: string): Promise<Transfer> => must(await ada.get<Transfer>(`/v1/transfers/${id}`), 200);
const becomes = (id: string, status: string): Promise<void> =>
  eventually(async () => expect((await shown(id)).status).toBe(status), { within: 20_000 });
const less = ([whole]: [string, string], by: number): string => (Number(whole) - by).toFixed(2);

describe('a transfer to another bank', () => {
  it('settles: the money leaves, is counted, and stands among the entries', async () => {
    const before = await balance();
    const sent = must(await pay({ description: 'Rent' }), 201);
    expect(sent).toMatchObject({
      kind: 'external',
      status: 'completed',
      to_account_id: null,
      creditor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
      balance_after: less(before, 10),
    });
    expect(await balance()).toEqual([less(before, 10), less(before, 10)]);
    const { items } = must(await ada.get<{ items: { kind: string; per_day: { used: string } }[] }>('/v1/limits'), 200);
    expect(items.find(({ kind }) => kind === 'external')?.per_day.used).toBe('10.00');
    const entries = await ada.entriesOf(adas);
    expect(entries[0]).toMatchObject({ amount: '10.00', type: 'debit', transfer_id: sent.id, status: 'approved' });
  });

  it('to an IBAN of this bank is an internal one', async () => {
    const grace = await aCustomer();
    const graces = await grace.opens();
    const sent = must(await pay({ to: { to_iban: String(graces['iban']) } }), 201);
    expect(sent).toMatchObject({ kind: 'transfer', status: 'completed', to_account_id: graces.id });
  });

  it('is refused without good check digits, or without saying who is paid', async () => {
    const bad = [{ ...CREDITOR, to_iban: 'DE87700900100065124249' }, { to_iban: CREDITOR.to_iban }];
    for (const to of bad) expect(await pay({ to })).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  });

  it('comes back with its reason, and nothing has moved', async () => {
    const before = await balance();
    const sent = must(await pay({ description: 'return AC04' }), 201);
    expect(sent).toMatchObject({ status: 'returned', reason_code: 'AC04', completed_at: null });
    expect(await balance()).toEqual(before);
    expect(await pay({ description: 'reject AC01' })).toMatchObject({
      status: 422,
      body: { code: 'payment_rejected' },
    });
    expect(await balance()).toEqual(before);
  });

  it('comes back after it was completed, and the customer has it again, once', async () => {
    const before = await balance();
    await order({ callback_copies: 3 });
    const sent = must(await pay({ description: 'late-return AC06' }), 201);
    await becomes(sent.id, 'returned');
    expect(await balance()).toEqual(before);
    expect((await shown(sent.id)).timeline?.map(({ by }) => by)).toEqual([
      'customer', 'account', 'bank', 'account', 'bank', 'account',
    ]);
    const entries = (await ada.entriesOf(adas)).filter(({ transfer_id }) => transfer_id === sent.id);
    expect(entries.map(({ type }) => type)).toEqual(['credit', 'debit']);
  });

  it('comes back to a closed account: the bank keeps it in suspense, and the account stays as it is', async () => {
    const grace = await aCustomer();
    const account = await grace.opens({ deposit: '10' });
    const sent = must(await grace.sends<Transfer>({ from: account, to: CREDITOR, amount: '10' }), 201);
    must(await grace.post(`/v1/accounts/${account.id}/close`), 200);
    await order({ callback_copies: 3 });
    await giveBack(sent, 'AC06');
    const path = `/v1/transfers/${sent.id}`;
    await eventually(async () => expect((await grace.get<Transfer>(path)).body.status).toBe('returned'), {
      within: 10_000,
    });
    expect(await grace.balanceOf(account)).toMatchObject({ balance: '0.00', match: true });
    const entries = await grace.entriesOf(account);
    expect(entries.map(({ type, amount }) => [type, amount])).toEqual([['debit', '10.00'], ['credit', '10.00']]);
  });
});

describe('money from another bank', () => {
  it('is credited once, however often it is told', async () => {
    const grace = await aCustomer();
    const graces = await grace.opens();
    await order({ callback_copies: 5 });
    const id = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => send(id, String(graces['iban']))));
    await eventually(async () => expect((await grace.balanceOf(graces)).balance).toBe('25.00'), { within: 10_000 });
    const [entry] = await grace.entriesOf(graces);
    expect(entry).toMatchObject({ type: 'credit', amount: '25.00', description: 'Salary' } satisfies Partial<Entry>);
    const { items } = must(await grace.get<Page<Transfer>>('/v1/transfers'), 200);
    expect(items).toMatchObject([{ kind: 'incoming', status: 'completed', debtor: { name: 'Grace Hopper' } }]);
  });

  it('for nobody here, or in a currency that the account has not, waits in suspense', async () => {
    const grace = await aCustomer();
    const graces = await grace.opens();
    await send(randomUUID(), 'DE81100200301111111111');
    await send(randomUUID(), String(graces['iban']), 'EUR');
    await eventually(
      async () => {
        const path = '/v1/admin/transfers?kind=incoming&status=completed';
        const { items } = must(await admin.get<Page<Transfer>>(path), 200);
        expect(items.slice(0, 2).map((one) => one['to_account_id'])).toEqual([null, null]);
      },
      { within: 10_000 },
    );
    expect((await grace.balanceOf(graces)).balance).toBe('0.00');
  });

  it('is not believed without a signature', async () => {
    const body = { id: randomUUID(), type: 'settled', payment_id: randomUUID(), amount: '1', currency: 'USD' };
    const forged: Record<string, string> = {
      'x-bank-timestamp': new Date().toISOString(),
      'x-bank-signature': 'v1=00',
    };
    for (const headers of [{}, forged]) {
      const answer = await call('POST', '/v1/bank/callbacks', { body, headers });
      expect(answer).toMatchObject({ status: 401, body: { code: 'signature_invalid' } });
    }
  });
});

it('every day is held against the statement of the other bank, and only an admin may ask for it', async () => {
  const date = new Date().toISOString().slice(0, 10);
  const compared = async (): Promise<{ lines: number; differences: unknown[] }> =>
    must(await admin.post<{ lines: number; differences: unknown[] }>('/v1/bank/reconciliations', { date }), 200);
  await eventually(async () => expect((await compared()).differences).toEqual([]), { within: 10_000 });
  expect((await compared()).lines).toBeGreaterThan(0);
  expect((await ada.post('/v1/bank/reconciliations', { date })).status).toBe(403);
});
