import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort } from '@florin/testing';
import { signatureOf } from '../callback/callback.js';

/** Real here: the bank as its own process, which can be killed, its file, and HTTP in both directions. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SECRET = 'a secret of this spec';
const order = {
  amount: '12.50',
  currency: 'EUR',
  creditor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
};

interface Call {
  readonly id: string;
  readonly type: string;
  readonly payment_id: string;
  readonly reason_code?: string;
}

let folder: string;
let port: number;
let bank: ChildProcess;
let listener: Server;
let calls: Call[];
let forged: number;
let hears: boolean;
let last = 0;

const aPayment = (): string => `01976f3e-8b1c-7d2a-9c4e-${String(++last).padStart(12, '0')}`;

async function start(): Promise<void> {
  const { port: callbackPort } = listener.address() as AddressInfo;
  const env = {
    PORT: String(port),
    LOG_LEVEL: 'silent',
    SHUTDOWN_GRACE_S: '1',
    DATA_FILE: join(folder, 'facts.ndjson'),
    CALLBACK_URL: `http://127.0.0.1:${callbackPort}/callbacks`,
    CALLBACK_SECRET: SECRET,
  };
  bank = spawn(process.execPath, [MAIN], { env, stdio: 'inherit' });
  await eventually(() => fetch(`http://127.0.0.1:${port}/health/ready`), { within: 20_000 });
}

async function end(signal: NodeJS.Signals): Promise<void> {
  bank.kill(signal);
  await once(bank, 'exit');
}

async function ask(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body ? json : {}) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const pay = (id: string, change: object = {}) => ask('PUT', `/payments/${id}`, { ...order, ...change });
const callsOf = (id: string): string[] => calls.filter((call) => call.payment_id === id).map(({ type }) => type);
const becomes = (id: string, status: string): Promise<void> =>
  eventually(async () => expect((await ask('GET', `/payments/${id}`)).body['status']).toBe(status));

beforeAll(async () => {
  [calls, forged, hears] = [[], 0, true];
  listener = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const { 'x-bank-timestamp': timestamp, 'x-bank-signature': signature } = request.headers;
      if (signatureOf(SECRET, String(timestamp), body) !== signature) forged++;
      if (hears) calls.push(JSON.parse(body) as Call);
      response.writeHead(hears ? 204 : 503).end();
    })();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'dummy-bank-payments-'));
  port = await freePort();
  await start();
}, 40_000);

afterEach(() => ask('PUT', '/faults', { settle_ms: 20 }));

afterAll(async () => {
  if (bank?.exitCode === null) await end('SIGTERM');
  listener?.close();
  await rm(folder, { recursive: true });
}, 20_000);

describe('a payment', () => {
  it('ordered ten times at once is one, settles, and is called back once with a good signature', async () => {
    const id = aPayment();
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body['reference'])).size).toBe(1);
    await becomes(id, 'settled');
    await eventually(() => expect(callsOf(id)).toEqual(['settled']));
    expect(forged).toBe(0);
  });

  it('with another body under its id is refused, and with a bad account not taken', async () => {
    const id = aPayment();
    await pay(id);
    expect((await pay(id, { amount: '12.51' })).body).toMatchObject({ status: 409, code: 'payment_conflict' });
    const refused = await pay(aPayment(), { description: 'reject AC01' });
    expect(refused.body).toMatchObject({ status: 422, code: 'payment_refused', reason_code: 'AC01' });
    expect((await pay(aPayment(), { amount: '0' })).status).toBe(422);
    expect((await ask('GET', `/payments/${aPayment()}`)).status).toBe(404);
  });

  it('comes back with its reason, at once or after it has settled', async () => {
    const [atOnce, late] = [aPayment(), aPayment()];
    await Promise.all([pay(atOnce, { description: 'return AC04' }), pay(late, { description: 'late-return AC06' })]);
    await Promise.all([becomes(atOnce, 'returned'), becomes(late, 'returned')]);
    await eventually(() => expect(callsOf(atOnce)).toEqual(['returned']));
    await eventually(() => expect(callsOf(late)).toEqual(['settled', 'returned']));
    expect(calls.find((call) => call.payment_id === atOnce)?.reason_code).toBe('AC04');
  });

  it('is remembered over kill -9, goes on, and is called back after it', async () => {
    const id = aPayment();
    await ask('PUT', '/faults', { settle_ms: 60_000 });
    await pay(id);
    await end('SIGKILL');
    await start();
    expect((await pay(id)).status).toBe(200);
    await becomes(id, 'settled');
    await eventually(() => expect(callsOf(id)).toEqual(['settled']));
  }, 40_000);

  it('is called back again after a restart when nobody has heard it', async () => {
    const id = aPayment();
    hears = false;
    await pay(id);
    await becomes(id, 'settled');
    await end('SIGKILL');
    hears = true;
    await start();
    await eventually(() => expect(callsOf(id)).toEqual(['settled']));
  }, 40_000);
});

describe('ordered faults of payments', () => {
  it('take a payment without a word', async () => {
    const id = aPayment();
    await ask('PUT', '/faults', { silent_rate: 1 });
    const signal = AbortSignal.timeout(300);
    const headers = { 'content-type': 'application/json' };
    const silent = fetch(`http://127.0.0.1:${port}/payments/${id}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(order),
      signal,
    });
    await expect(silent).rejects.toThrow('aborted due to timeout');
    expect((await ask('GET', `/payments/${id}`)).status).toBe(200);
  });

  it('make callbacks more than once, late, or not at all', async () => {
    const [copied, lost] = [aPayment(), aPayment()];
    await ask('PUT', '/faults', { settle_ms: 0, callback_copies: 3, callback_delay_ms: 800 });
    await pay(copied);
    await becomes(copied, 'settled');
    expect(callsOf(copied)).toEqual([]);
    await eventually(() => expect(callsOf(copied)).toEqual(['settled', 'settled', 'settled']));
    expect(new Set(calls.filter((call) => call.payment_id === copied).map(({ id }) => id)).size).toBe(1);
    await ask('PUT', '/faults', { settle_ms: 0, callbacks_lost: true });
    await pay(lost);
    await becomes(lost, 'settled');
    expect(callsOf(lost)).toEqual([]);
  });
});

it('money that it sends is told once and stands in the statement beside what was paid', async () => {
  const [id, paid] = [aPayment(), aPayment()];
  const date = new Date().toISOString().slice(0, 10);
  const { creditor: debtor, amount } = order;
  const sending = { id, amount, currency: 'CHF', iban: 'DE44100200304823915073', debtor };
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask('POST', '/outgoing-payments', sending)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
  await pay(paid, { currency: 'CHF', amount: '2' });
  await becomes(paid, 'settled');
  await eventually(() => expect(callsOf(id)).toEqual(['received']));
  const { items } = (await ask('GET', `/statements?date=${date}`)).body as { items: { currency: string }[] };
  expect(items.find(({ currency }) => currency === 'CHF')).toMatchObject({
    opening_balance: '0.00',
    closing_balance: '10.50',
    lines: [
      { payment_id: id, what: 'incoming', direction: 'credit', amount: '12.50' },
      { payment_id: paid, what: 'payment', direction: 'debit', amount: '2.00' },
    ],
  });
});
