import { randomUUID } from 'node:crypto';
import {
  aCustomer,
  aUsername,
  must,
  type Account,
  type Answer,
  type Page,
  type Person,
  type Transfer,
  type Wish,
} from './bank.ts';

describe('two people and a transfer', () => {
  let anna: Person;
  let ben: Person;
  let hers: Account;
  let his: Account;
  let transfer: Transfer;

  beforeAll(async () => {
    [anna, ben] = await Promise.all([aCustomer(), aCustomer()]);
    [hers, his] = await Promise.all([anna.opens({ deposit: '100.00' }), ben.opens({ deposit: '7.25' })]);
    transfer = must(await anna.sends({ from: hers, to: his, amount: '12.50', description: 'Lunch' }), 201);
  });

  it('is answered as completed, with both entries and the new balance', () => {
    expect(transfer).toMatchObject({
      status: 'completed',
      kind: 'transfer',
      amount: '12.50',
      currency: 'USD',
      from_account_id: hers.id,
      to_account_id: his.id,
      balance_after: '87.50',
      description: 'Lunch',
    });
    expect(transfer.debit_transaction_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(transfer.credit_transaction_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('stands in both histories, with running balances', async () => {
    const [debit, deposit] = await anna.entriesOf(hers);
    const [credit] = await ben.entriesOf(his);
    const common = { transfer_id: transfer.id, amount: '12.50', status: 'approved', description: 'Lunch' };
    expect(deposit).toMatchObject({ type: 'credit', amount: '100.00', balance_after: '100.00' });
    expect(debit).toMatchObject({
      ...common,
      id: transfer.debit_transaction_id,
      type: 'debit',
      balance_after: '87.50',
    });
    expect(credit).toMatchObject({
      ...common,
      id: transfer.credit_transaction_id,
      type: 'credit',
      balance_after: '19.75',
    });
  });

  it('leaves two balances that match their entries', async () => {
    expect(await anna.balanceOf(hers)).toMatchObject({ balance: '87.50', computed_balance: '87.50', match: true });
    expect(await ben.balanceOf(his)).toMatchObject({ balance: '19.75', computed_balance: '19.75', match: true });
  });

  it('shows the sender its course, and the recipient neither that nor the sender’s balance', async () => {
    const sent = must(await anna.get<Transfer>(`/v1/transfers/${transfer.id}`), 200);
    expect(sent.timeline?.map(({ status }) => status)).toEqual(['pending', 'completed']);
    const received = must(await ben.get<Transfer>(`/v1/transfers/${transfer.id}`), 200);
    expect(received).toMatchObject({ id: transfer.id, status: 'completed', amount: '12.50' });
    expect(received).not.toHaveProperty('timeline');
    expect(received).not.toHaveProperty('balance_after');
  });

  it('is found in the list by its account', async () => {
    const page = must(await anna.get<Page<Transfer>>(`/v1/transfers?account_id=${hers.id}&kind=transfer`), 200);
    expect(page.items.map(({ id }) => id)).toEqual([transfer.id]);
  });

  it('is nothing to a stranger', async () => {
    const stranger = await aCustomer();
    const answers = await Promise.all([
      stranger.get(`/v1/transfers/${transfer.id}`),
      stranger.get(`/v1/accounts/${hers.id}`),
      stranger.get(`/v1/accounts/${hers.id}/balance`),
      stranger.get(`/v1/accounts/${hers.id}/transactions`),
      stranger.get(`/v1/accounts/${hers.id}/transactions/${transfer.debit_transaction_id}`),
      stranger.sends({ from: hers, to: await stranger.opens(), amount: '1.00' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(await anna.balanceOf(hers)).toMatchObject({ balance: '87.50' });
  });
});

describe('a destination', () => {
  it('can be named by account number', async () => {
    const [anna, ben] = await Promise.all([aCustomer(), aCustomer()]);
    const [from, to] = await Promise.all([anna.opens({ deposit: '10.00' }), ben.opens()]);
    must(await anna.sends({ from, to: { to_account_number: to.number }, amount: '4.00' }), 201);
    expect(await ben.balanceOf(to)).toMatchObject({ balance: '4.00' });
  });

  it('can be named by username: the oldest checking account in the currency', async () => {
    const username = aUsername();
    const [anna, ben] = await Promise.all([aCustomer(), aCustomer({ username })]);
    const from = await anna.opens({ deposit: '10.00' });
    await ben.opens({ type: 'savings' });
    await ben.opens({ currency: 'EUR' });
    const oldest = await ben.opens();
    await ben.opens();
    const sent = must(await anna.sends({ from, to: { to_username: username }, amount: '4.00' }), 201);
    expect(sent).toMatchObject({ to_account_id: oldest.id });
    expect(await ben.balanceOf(oldest)).toMatchObject({ balance: '4.00' });
  });

  it('that does not exist is refused, and nothing is written', async () => {
    const anna = await aCustomer();
    const from = await anna.opens({ deposit: '10.00' });
    const ways: Wish['to'][] = [
      { id: randomUUID() },
      { to_account_number: '0000000000' },
      { to_username: aUsername() },
    ];
    for (const to of ways) expect((await anna.sends({ from, to, amount: '4.00' })).status).toBe(404);
    expect(await anna.entriesOf(from)).toHaveLength(1);
    expect(await anna.balanceOf(from)).toMatchObject({ balance: '10.00', match: true });
  });

  it('that is the source is refused', async () => {
    const anna = await aCustomer();
    const from = await anna.opens({ deposit: '10.00' });
    const answer = await anna.sends({ from, to: from, amount: '1.00' });
    expect([answer.status, answer.body]).toEqual([422, expect.objectContaining({ code: 'same_account' })]);
  });

  it('in another currency is refused', async () => {
    const anna = await aCustomer();
    const [from, to] = [await anna.opens({ deposit: '10.00' }), await anna.opens({ currency: 'EUR' })];
    const answer = await anna.sends({ from, to, amount: '1.00' });
    expect([answer.status, answer.body]).toEqual([422, expect.objectContaining({ code: 'currency_mismatch' })]);
  });
});

describe('the old spelling of a transfer', () => {
  it('answers alike', async () => {
    const anna = await aCustomer();
    const [from, to] = [await anna.opens({ deposit: '10.00' }), await anna.opens()];
    const body = { to_account_id: to.id, amount: '4.00' };
    const sent = must(await anna.post<Transfer>(`/transfer?from_account_id=${from.id}`, body), 201);
    expect(sent).toMatchObject({ status: 'completed', balance_after: '6.00' });
  });
});

describe('an overdraft', () => {
  it('is declined with what was wanted and what is there, and the declined entry is kept', async () => {
    const anna = await aCustomer();
    const [from, to] = [await anna.opens({ deposit: '10.00' }), await anna.opens()];
    const answer = await anna.sends({ from, to, amount: '10.01' });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'insufficient_funds', requested: '10.01', available: '10.00' });
    const { transfer_id } = answer.body as Transfer;
    const [declined] = await anna.entriesOf(from, '&status=declined');
    expect(declined).toMatchObject({
      transfer_id,
      amount: '10.01',
      balance_after: '10.00',
      decline_reason: 'insufficient_funds',
    });
    expect(await anna.entriesOf(to)).toEqual([]);
    const kept = must(await anna.get<Transfer>(`/v1/transfers/${String(transfer_id)}`), 200);
    expect(kept).toMatchObject({ status: 'declined', decline_reason: 'insufficient_funds' });
  });

  it('by a withdrawal is declined too', async () => {
    const anna = await aCustomer();
    const account = await anna.opens({ deposit: '10.00' });
    expect((await anna.withdraws(account, '10.00')).status).toBe(201);
    expect((await anna.withdraws(account, '0.01')).body).toMatchObject({
      code: 'insufficient_funds',
      available: '0.00',
    });
  });

  it('cannot be had by asking forty times at once: exactly ten of forty tens come out of a hundred', async () => {
    const anna = await aCustomer();
    const account = await anna.opens({ deposit: '100.00' });
    const answers = await Promise.all(Array.from({ length: 40 }, () => anna.withdraws(account, '10.00')));
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
    expect({ approved: count(201), declined: count(422) }).toEqual({ approved: 10, declined: 30 });
    const entries = await anna.entriesOf(account);
    expect(entries.filter(({ type, status }) => type === 'debit' && status === 'approved')).toHaveLength(10);
    expect(entries.filter(({ status }) => status === 'declined')).toHaveLength(30);
    expect(await anna.balanceOf(account)).toMatchObject({ balance: '0.00', computed_balance: '0.00', match: true });
  });
});

describe('a currency', () => {
  it.each([
    ['JPY', '1500', '500', '1000'],
    ['KWD', '1.500', '0.125', '1.375'],
  ])('keeps its own decimals: %s', async (currency, deposit, amount, left) => {
    const anna = await aCustomer();
    const account = await anna.opens({ currency, deposit });
    expect((await anna.withdraws(account, amount)).body).toMatchObject({ amount, balance_after: left, currency });
    expect(await anna.balanceOf(account)).toMatchObject({ balance: left, match: true });
  });
});

describe('waiting', () => {
  it('is left to the caller: who does not wait gets 202 and the address of the transfer', async () => {
    const anna = await aCustomer();
    const [from, to] = [await anna.opens({ deposit: '10.00' }), await anna.opens()];
    const answer: Answer<Transfer> = await anna.sends({ from, to, amount: '1.00' }, { prefer: 'respond-async' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toMatch(new RegExp(`/transfers/${answer.body.id}$`));
    expect(['pending', 'completed']).toContain(answer.body.status);
  });
});
