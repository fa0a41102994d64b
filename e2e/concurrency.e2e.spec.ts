import { randomInt, randomUUID } from 'node:crypto';
import { eventually } from '@florin/testing';
import {
  aCustomer,
  anOfficer,
  bankNote,
  call,
  must,
  type Account,
  type Answer,
  type Person,
  type Transfer,
} from './bank.ts';

/** An account beside who owns it. */
interface Purse {
  readonly owner: Person;
  readonly account: Account;
}

const times = <T>(many: number, make: (i: number) => T): T[] => Array.from({ length: many }, (_, i) => make(i));
const money = (cents: number): string => (cents / 100).toFixed(2);
const centsOf = (amount: string): number => Math.round(Number(amount) * 100);

let admin: Person;

async function aPurse(deposit?: string): Promise<Purse> {
  const owner = await aCustomer();
  return { owner, account: await owner.opens(deposit === undefined ? {} : { deposit }) };
}

const pays = (from: Purse, to: Purse, amount: string, key?: string): Promise<Answer<Transfer>> => {
  const headers = { prefer: 'wait=30', ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return from.owner.sends({ from: from.account, to: to.account, amount, currency: 'USD' }, headers);
};

/** In cents, after the bank has said that it matches the entries. */
async function has({ owner, account }: Purse): Promise<number> {
  const { balance, match } = await owner.balanceOf(account);
  expect({ balance, match }).toEqual({ balance, match: true });
  return centsOf(balance);
}

function codesOf(answers: Answer<Transfer>[]): string[] {
  const codes = answers.map(({ status, body }) => (status === 201 ? '201' : `${status} ${String(body['code'])}`));
  return [...new Set(codes)].sort();
}

beforeAll(async () => {
  admin = await anOfficer('admin');
});

afterEach(async () => {
  expect(must(await admin.get('/v1/admin/ledger/check'), 200)).toMatchObject({ status: 'ok', findings: [] });
});

describe('many transfers at once', () => {
  it('both ways between the same two accounts: two hundred end, none waits for another for ever', async () => {
    const [anna, ben] = await Promise.all([aPurse('300.00'), aPurse('300.00')]);
    const answers = await Promise.all(times(200, (i) => (i % 2 ? pays(anna, ben, '3.00') : pays(ben, anna, '2.00'))));
    expect(codesOf(answers)).toEqual(['201']);
    expect([await has(anna), await has(ben)]).toEqual([20_000, 40_000]);
  });

  it('around a ring of ten accounts that hold one coin each: no coin is lost or made', async () => {
    const ring = await Promise.all(times(10, () => aPurse('1.00')));
    const answers = await Promise.all(
      times(100, (i) => pays(ring[i % 10] as Purse, ring[(i + 1) % 10] as Purse, '1.00')),
    );
    expect(answers.every(({ status }) => status === 201 || status === 422)).toBe(true);
    const paid = (i: number): number => answers.filter(({ status }, n) => status === 201 && n % 10 === i).length;
    const expected = times(10, (i) => 100 + 100 * (paid((i + 9) % 10) - paid(i)));
    expect(await Promise.all(ring.map(has))).toEqual(expected);
    expect(expected.reduce((sum, cents) => sum + cents)).toBe(1_000);
  });

  it('from a hundred payers to one account: it stands where all of them have put it', async () => {
    const shop = await aPurse();
    const payers: Purse[] = [];
    while (payers.length < 100) payers.push(...(await Promise.all(times(10, () => aPurse('2.00')))));
    const answers = await Promise.all(payers.map((payer) => pays(payer, shop, '1.01')));
    expect(codesOf(answers)).toEqual(['201']);
    expect(await has(shop)).toBe(10_100);
    const entries = await shop.owner.entriesOf(shop.account);
    expect(entries.map((entry) => centsOf(entry.balance_after))).toEqual(times(100, (i) => 101 * (100 - i)));
    expect(new Set(await Promise.all(payers.map(has)))).toEqual(new Set([99]));
  }, 120_000);

  it('here and there among thirty accounts: each holds what was answered, and the sum stays', async () => {
    const purses: Purse[] = [];
    while (purses.length < 30) purses.push(...(await Promise.all(times(10, () => aPurse('5.00')))));
    const moves = times(300, () => {
      const from = randomInt(30);
      return { from, to: (from + 1 + randomInt(29)) % 30, cents: 1 + randomInt(400) };
    });
    const answers = await Promise.all(
      moves.map(({ from, to, cents }) => pays(purses[from] as Purse, purses[to] as Purse, money(cents))),
    );
    expect(codesOf(answers)).toEqual(['201', '422 insufficient_funds']);
    const expected = purses.map((_, i) =>
      moves.reduce((sum, { from, to, cents }, n) => {
        if (answers[n]?.status !== 201) return sum;
        return sum + (to === i ? cents : 0) - (from === i ? cents : 0);
      }, 500),
    );
    expect(await Promise.all(purses.map(has))).toEqual(expected);
    expect(expected.reduce((sum, cents) => sum + cents)).toBe(15_000);
  });
});

describe('a freeze in the middle of transfers', () => {
  it('lets none through that was asked after it, and every answer is true', async () => {
    const [anna, ben] = await Promise.all([aPurse('100.00'), aPurse()]);
    let answered = 0;
    const asked = times(150, async () => {
      const answer = await pays(anna, ben, '0.10');
      answered += 1;
      return answer;
    });
    await eventually(() => expect(answered).toBeGreaterThan(0), { within: 30_000, every: 1 });
    must(await admin.post(`/v1/accounts/${anna.account.id}/freeze`, { reason: 'A court asks for it' }), 200);
    const after = await Promise.all(times(20, () => pays(anna, ben, '0.10')));
    const before = await Promise.all(asked);

    expect(codesOf(after)).toEqual(['422 account_frozen']);
    expect(['201', '422 account_frozen']).toEqual(expect.arrayContaining(codesOf(before)));
    const passed = before.filter(({ status }) => status === 201).length;
    expect([await has(anna), await has(ben)]).toEqual([10_000 - 10 * passed, 10 * passed]);
    expect(codesOf([await pays(ben, anna, '0.10')])).toEqual(['201']);

    must(await admin.post(`/v1/accounts/${anna.account.id}/unfreeze`), 200);
    expect(codesOf([await pays(anna, ben, '0.10')])).toEqual(['201']);
  });
});

describe('the same key ten times at once', () => {
  /** Kills the service as a power cut would, and waits until another has taken its place. */
  async function restart(service: string): Promise<void> {
    const pid = bankNote().programs[service]?.pid as number;
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(bankNote().programs[service]?.pid).not.toBe(pid), { within: 30_000 });
    await eventually(async () => expect((await call('GET', '/health')).status).toBe(200), {
      within: 60_000,
      every: 200,
    });
  }

  it('gives one refusal ten times, and the same after a restart, whatever came meanwhile', async () => {
    const [anna, ben] = await Promise.all([aPurse('1.00'), aPurse()]);
    const [good, bad] = [randomUUID(), randomUUID()];
    const refused = await Promise.all(times(10, () => pays(anna, ben, '50.00', bad)));
    const sent = must(await pays(anna, ben, '1.00', good), 201);
    expect(codesOf(refused)).toEqual(['422 insufficient_funds']);
    expect(new Set(refused.map(({ body }) => told(body))).size).toBe(1);
    expect(refused.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(9);

    await anna.owner.deposits(anna.account, '100.00');
    await restart('transaction');

    const again = await Promise.all(times(10, () => pays(anna, ben, '50.00', bad)));
    expect(again.map(({ status, body }) => [status, told(body)])).toEqual(
      times(10, () => [422, told((refused[0] as Answer<Transfer>).body)]),
    );
    const repeated = await Promise.all(times(10, () => pays(anna, ben, '1.00', good)));
    expect(repeated.map(({ status, body }) => [status, body])).toEqual(times(10, () => [201, sent]));
    expect([await has(anna), await has(ben)]).toEqual([10_000, 100]);
    expect(await anna.owner.entriesOf(anna.account, '&status=declined')).toHaveLength(1);
  }, 180_000);
});

/** A problem document without the one member that belongs to the request. */
function told(body: object): string {
  return JSON.stringify({ ...body, request_id: undefined });
}
