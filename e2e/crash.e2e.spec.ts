import { randomUUID } from 'node:crypto';
import { eventually } from '@florin/testing';
import { aCustomer, must, type Answer, type Transfer } from './bank.ts';
import { kill } from './programs.ts';

const TRANSFERS = 200;
const isAccepted = ({ status }: Answer<unknown>): boolean => status === 201 || status === 202;

describe('the account service killed in the middle of two hundred transfers', () => {
  it('comes back, every accepted transfer reaches its end exactly once, and the books are right', async () => {
    const anna = await aCustomer();
    const from = await anna.opens({ deposit: '1000.00' });
    const to = await anna.opens();
    let answered = 0;
    const asked = Array.from({ length: TRANSFERS }, async () => {
      const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=1' };
      const answer = await anna.sends({ from, to, amount: '1.00', currency: 'USD' }, headers);
      answered += 1;
      return answer;
    });
    await eventually(() => expect(answered).toBeGreaterThan(0), { within: 30_000, every: 1 });
    const back = kill('account');
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => !isAccepted(answer)).map(({ body }) => body)).toEqual([]);
    // It was the middle: some were decided before, and some were not.
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 202]));

    await back;

    const ids = answers.map(({ body }) => body.id);
    await eventually(
      async () => {
        const page = must(await anna.get<{ items: Transfer[] }>('/v1/transfers?status=pending&limit=200'), 200);
        expect(page.items).toEqual([]);
      },
      { within: 120_000, every: 500 },
    );

    const transfers = await Promise.all(
      ids.map(async (id) => must(await anna.get<Transfer>(`/v1/transfers/${id}`), 200)),
    );
    expect(new Set(transfers.map(({ status }) => status))).toEqual(new Set(['completed']));
    const debits = (await anna.entriesOf(from, '&type=debit')).map(({ transfer_id }) => transfer_id);
    const credits = (await anna.entriesOf(to)).map(({ transfer_id }) => transfer_id);
    expect(debits.sort()).toEqual([...ids].sort());
    expect(credits.sort()).toEqual([...ids].sort());
    expect(await anna.balanceOf(from)).toMatchObject({ balance: '800.00', match: true });
    expect(await anna.balanceOf(to)).toMatchObject({ balance: '200.00', match: true });
  }, 240_000);
});

describe('the transaction service killed in the middle of a hundred transfers', () => {
  it('comes back, and whoever asks again with the same key gets the answer to the first time', async () => {
    const anna = await aCustomer();
    const from = await anna.opens({ deposit: '1000.00' });
    const to = await anna.opens();
    let answered = 0;
    const ask = (key: string): Promise<Answer<Transfer>> =>
      anna.sends({ from, to, amount: '1.00', currency: 'USD' }, { 'idempotency-key': key });
    const keys = Array.from({ length: 100 }, () => randomUUID());
    const first = keys.map(async (key) => {
      const { status } = await ask(key).catch(() => ({ status: 0 }));
      answered += 1;
      return status;
    });
    await eventually(() => expect(answered).toBeGreaterThan(0), { within: 30_000, every: 1 });
    await Promise.all([kill('transaction'), ...first]);

    const ids = await Promise.all(
      keys.map((key) => eventually(async () => must(await ask(key), 201).id, { within: 90_000, every: 500 })),
    );
    expect(new Set(ids).size).toBe(keys.length);
    const debits = (await anna.entriesOf(from, '&type=debit')).map(({ transfer_id }) => transfer_id);
    expect(debits.sort()).toEqual([...ids].sort());
    expect(await anna.balanceOf(from)).toMatchObject({ balance: '900.00', match: true });
    expect(await anna.balanceOf(to)).toMatchObject({ balance: '100.00', match: true });
  }, 240_000);
});
