import { randomUUID } from 'node:crypto';
import { eventually, freePorts } from '@florin/testing';
import { aCustomer, call, must, type Account, type Answer, type Person, type Transfer } from './bank.ts';
import { Replica } from './replica.ts';

let replicas: Replica[] = [];

/** Starts a further replica of each of these services, and gives them when they are ready. */
async function join(...services: string[]): Promise<Replica[]> {
  const ports = await freePorts(services.length);
  const joined = services.map((service, i) => new Replica(service, ports[i]!));
  replicas.push(...joined);
  await Promise.all(joined.map((replica) => replica.ready()));
  return joined;
}

// Whoever leaves by itself is not missed by its group for the time of a session.
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.end('SIGTERM')));
  replicas = [];
}, 60_000);

const times = <T>(many: number, make: (i: number) => T): T[] => Array.from({ length: many }, (_, i) => make(i));
const FUNDS = 5_000;
/** What may come in while replicas join; the rest of the funds is for what is asked of them. */
const JOINING_MOST = 2_000;

/** Somebody with money, and where it goes. */
interface Load {
  readonly anna: Person;
  readonly from: Account;
  readonly to: Account;
}

async function aLoad(): Promise<Load> {
  const anna = await aCustomer();
  const [from, to] = [await anna.opens({ deposit: `${FUNDS}.00` }), await anna.opens()];
  return { anna, from, to };
}

const dollar = { amount: '1.00', currency: 'USD' };
const atGateway = ({ anna, from, to }: Load, key: string): Promise<Answer<Transfer>> =>
  anna.sends({ from, to, ...dollar }, { 'idempotency-key': key });
const at = (replica: Replica, { anna, from, to }: Load, key: string): Promise<Answer<Transfer>> => {
  const body = { from_account_id: from.id, to_account_id: to.id, ...dollar };
  return replica.call<Transfer>('POST', '/transfers', { token: anna.token, body, key });
};

/** Each of these transfers, and no other, is completed, and stands once in either history. */
async function expectOnce({ anna, from, to }: Load, ids: string[]): Promise<void> {
  expect(new Set(ids).size).toBe(ids.length);
  await eventually(
    async () => {
      const page = must(await anna.get<{ items: Transfer[] }>('/v1/transfers?status=pending&limit=200'), 200);
      expect(page.items).toEqual([]);
    },
    { within: 120_000, every: 500 },
  );
  const debits = (await anna.entriesOf(from, '&type=debit')).map(({ transfer_id }) => transfer_id);
  const credits = (await anna.entriesOf(to)).map(({ transfer_id }) => transfer_id);
  expect([debits.sort(), credits.sort()]).toEqual([[...ids].sort(), [...ids].sort()]);
  expect(await anna.balanceOf(from)).toMatchObject({ balance: `${FUNDS - ids.length}.00`, match: true });
  expect(await anna.balanceOf(to)).toMatchObject({ balance: `${ids.length}.00`, match: true });
}

/** Asks, so many at once, until it is ended: then it gives the ids of what was accepted, which is all. */
function underLoad(atOnce: number, most: number, ask: () => Promise<Answer<Transfer>>): () => Promise<string[]> {
  const answers: Answer<Transfer>[] = [];
  let goesOn = true;
  const workers = Promise.all(
    times(atOnce, async () => {
      while (goesOn && answers.length < most) answers.push(await ask());
    }),
  );
  workers.catch(() => {});
  return async () => {
    goesOn = false;
    await workers;
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status !== 201 && status !== 202).map(({ body }) => body)).toEqual([]);
    return answers.map(({ body }) => body.id);
  };
}

describe('two replicas of transaction and account on one database and Kafka', () => {
  /** Half of the transfers through the gateway, half at the second replica; an answer that was lost is asked again. */
  function ask(load: Load, second: Replica, many: number, heard: () => void): Promise<Answer<Transfer>>[] {
    return times(many, async (i) => {
      const key = randomUUID();
      const first = i % 2 ? at(second, load, key).catch(() => undefined) : atGateway(load, key);
      const answer = await first;
      heard();
      const isLost = answer === undefined || answer.status >= 500;
      return isLost ? eventually(() => atGateway(load, key), { within: 60_000, every: 500 }) : answer;
    });
  }

  it('share the load: each answers its own waiters, and one key is one transfer at both', async () => {
    const load = await aLoad();
    const [second] = (await join('transaction', 'account')) as [Replica];
    const answers = await Promise.all(ask(load, second, 200, () => {}));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const key = randomUUID();
    const ten = await Promise.all(times(10, (i) => (i % 2 ? at(second, load, key) : atGateway(load, key))));
    expect(new Set(ten.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(ten.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(9);
    await expectOnce(load, [...answers.map(({ body }) => body.id), must(ten[0]!, 201).id]);
  }, 180_000);

  it.each([
    ['stopped', 'SIGTERM', 0],
    ['killed', 'SIGKILL', null],
  ] as const)('join under load, and are %s under load: all is decided exactly once', async (_, signal, code) => {
    const load = await aLoad();
    const end = underLoad(4, JOINING_MOST, () => atGateway(load, randomUUID()));
    const [transaction, account] = (await join('transaction', 'account')) as [Replica, Replica];
    const ids = await end();

    let answered = 0;
    const asked = ask(load, transaction, 300, () => (answered += 1));
    await eventually(() => expect(answered).toBeGreaterThan(0), { within: 30_000, every: 1 });
    expect(answered).toBeLessThan(300);
    expect(await Promise.all([transaction.end(signal), account.end(signal)])).toEqual([code, code]);
    const answers = await Promise.all(asked);
    expect(answers.filter(({ status }) => status !== 201 && status !== 202).map(({ body }) => body)).toEqual([]);
    await expectOnce(load, [...ids, ...answers.map(({ body }) => body.id)]);
    const { anna, from, to } = load;
    must(await anna.sends({ from, to, ...dollar }, { prefer: 'wait=30' }), 201);
  }, 240_000);
});

describe('two replicas of auth and bank-integration', () => {
  it('know one session: begun at one, it goes on at the other, and is over at both', async () => {
    const anna = await aCustomer();
    const [replica] = (await join('auth')) as [Replica];
    const login = { email: anna.email, password: anna.password };
    interface Tokens extends Record<string, unknown> {
      readonly access_token: string;
      readonly refresh_token: string;
    }
    const begun = must(await replica.call<Tokens>('POST', '/auth/login', { body: login }), 200);
    const refreshed = (token: string): Promise<Answer<Tokens>> =>
      call<Tokens>('POST', '/v1/auth/refresh', { body: { refresh_token: token } });
    const next = must(await refreshed(begun.refresh_token), 200);
    expect((await replica.call('POST', '/auth/logout', { token: next.access_token })).status).toBe(204);
    expect((await refreshed(next.refresh_token)).status).toBe(401);
    await eventually(async () =>
      expect((await call('GET', '/v1/auth/me', { token: next.access_token })).status).toBe(401),
    );
  }, 90_000);

  it('pay another bank, while one joins and is killed: every payment settles exactly once', async () => {
    const anna = await aCustomer();
    const from = await anna.opens({ deposit: '500.00' });
    const to = { to_iban: 'DE86700900100065124249', creditor_name: 'Grace Hopper' };
    let heard = 0;
    const end = underLoad(2, 200, async () => {
      const answer = await anna.sends({ from, to, ...dollar }, { prefer: 'wait=1' });
      heard += 1;
      return answer;
    });
    const [replica] = (await join('bank-integration')) as [Replica];
    const joined = heard;
    await eventually(() => expect(heard).toBeGreaterThan(joined), { within: 30_000, every: 10 });
    await replica.end('SIGKILL');
    const ids = await end();
    await eventually(
      async () => {
        const { balance, available_balance: free } = await anna.balanceOf(from);
        expect([balance, free]).toEqual([`${500 - ids.length}.00`, `${500 - ids.length}.00`]);
      },
      { within: 60_000, every: 500 },
    );
    const debits = (await anna.entriesOf(from, '&type=debit')).map(({ transfer_id }) => transfer_id);
    expect(debits.sort()).toEqual([...ids].sort());
  }, 180_000);
});
