import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { eventually, freePorts } from '@florin/testing';
import { aCustomer, must, type Account, type Answer, type Person, type Transfer } from './bank.ts';

const root = join(import.meta.dirname, '..');
const times = <T>(many: number, make: (i: number) => T): T[] => Array.from({ length: many }, (_, i) => make(i));

/** A further replica of a service beside the one that the runner started: same build, same settings, another port. */
class Replica {
  readonly service: string;
  readonly url: string;
  readonly process: ChildProcess;

  constructor(service: string, port: number) {
    const settings = readFileSync(join(process.env['STATE_DIR'] as string, `env/${service}.env`), 'utf8');
    const env = { ...process.env, ...parseEnv(settings), PORT: String(port), LOG_LEVEL: 'error' };
    this.service = service;
    this.url = `http://127.0.0.1:${port}`;
    this.process = spawn(process.execPath, [join(root, `services/${service}/dist/main.js`)], { env, stdio: 'ignore' });
  }

  async ready(): Promise<void> {
    await eventually(async () => expect((await fetch(`${this.url}/health/ready`)).status).toBe(200), {
      within: 60_000,
      every: 100,
    });
  }

  /** Gives the exit code; nothing when it was killed. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const gone = once(this.process, 'exit');
    this.process.kill(signal);
    return ((await gone) as [number | null])[0];
  }

  async sends(who: Person, wish: object, key: string): Promise<Answer<Transfer>> {
    const headers = {
      authorization: `Bearer ${who.token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const answer = await fetch(`${this.url}/transfers`, { method: 'POST', headers, body: JSON.stringify(wish) });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Transfer };
  }
}

/** Somebody with money, and where it goes. */
interface Load {
  readonly anna: Person;
  readonly from: Account;
  readonly to: Account;
  readonly wish: object;
}

async function aLoad(): Promise<Load> {
  const anna = await aCustomer();
  const [from, to] = [await anna.opens({ deposit: '1000.00' }), await anna.opens()];
  const wish = { from_account_id: from.id, to_account_id: to.id, amount: '1.00', currency: 'USD' };
  return { anna, from, to, wish };
}

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
  expect(await anna.balanceOf(from)).toMatchObject({ balance: `${1000 - ids.length}.00`, match: true });
  expect(await anna.balanceOf(to)).toMatchObject({ balance: `${ids.length}.00`, match: true });
}

describe('two replicas of transaction and account on one database and Kafka', () => {
  let transaction: Replica;
  let account: Replica;

  beforeEach(async () => {
    const [one, two] = (await freePorts(2)) as [number, number];
    transaction = new Replica('transaction', one);
    account = new Replica('account', two);
    await Promise.all([transaction.ready(), account.ready()]);
  }, 90_000);

  afterEach(async () => {
    await Promise.all([transaction.end('SIGKILL'), account.end('SIGKILL')]);
  });

  /** Half of the transfers through the gateway, half at the second replica; an answer that was lost is asked again. */
  function ask({ anna, from, to, wish }: Load, many: number, heard: () => void): Promise<Answer<Transfer>>[] {
    return times(many, async (i) => {
      const key = randomUUID();
      const atGateway = (): Promise<Answer<Transfer>> =>
        anna.sends({ from, to, amount: '1.00', currency: 'USD' }, { 'idempotency-key': key });
      const answer = i % 2 ? await transaction.sends(anna, wish, key).catch(() => undefined) : await atGateway();
      heard();
      const lost = answer === undefined || answer.status >= 500;
      return lost ? eventually(atGateway, { within: 60_000, every: 500 }) : answer;
    });
  }

  it('share the load: each answers its own waiters, whichever of them heard the outcome', async () => {
    const load = await aLoad();
    const answers = await Promise.all(ask(load, 200, () => {}));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    await expectOnce(load, answers.map(({ body }) => body.id));
  }, 180_000);

  it.each([
    ['stopped', 'SIGTERM', 0],
    ['killed', 'SIGKILL', null],
  ] as const)('may lose one of each, %s under load: all is decided exactly once', async (_, signal, code) => {
    const load = await aLoad();
    let answered = 0;
    const asked = ask(load, 300, () => (answered += 1));
    await eventually(() => expect(answered).toBeGreaterThan(0), { within: 30_000, every: 1 });
    expect(answered).toBeLessThan(300);
    const codes = await Promise.all([transaction.end(signal), account.end(signal)]);
    expect(codes).toEqual([code, code]);
    const answers = await Promise.all(asked);
    expect(answers.filter(({ status }) => status !== 201 && status !== 202).map(({ body }) => body)).toEqual([]);
    await expectOnce(load, answers.map(({ body }) => body.id));
    const { anna, from, to } = load;
    must(await anna.sends({ from, to, amount: '1.00', currency: 'USD' }, { prefer: 'wait=30' }), 201);
  }, 240_000);
});
