import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Heard } from '@florin/platform/messaging';
import { eventually, FIRST_TENANT, freePort, readTopic, testKafkaBrokers, type TopicReader } from '@florin/testing';
import { Line } from '../bank/line.client.js';
import { World } from '../world.builder.js';
import { PaymentService } from './payment.service.js';

/** Real here: PostgreSQL, Kafka, and the dummy bank as its own process, which calls back over HTTP. */
const DUMMY_BANK = fileURLToPath(new URL('../../../dummy-bank/dist/main.js', import.meta.url));
const SECRET = 'a secret of the specs';

const world = new World();
let bank: ChildProcess;
let bankUrl: string;
let events: TopicReader;

beforeAll(async () => {
  const [bankPort, port] = [await freePort(), await freePort()];
  bankUrl = `http://127.0.0.1:${bankPort}`;
  const callback = { CALLBACK_URL: `http://127.0.0.1:${port}/bank/callbacks`, CALLBACK_SECRET: SECRET };
  const env = { PORT: String(bankPort), LOG_LEVEL: 'silent', SHUTDOWN_GRACE_S: '1', ...callback };
  bank = spawn(process.execPath, [DUMMY_BANK], { env, stdio: 'inherit' });
  await world.start({ BANK_URL: bankUrl, BANK_TIMEOUT_MS: '500' });
  await world.app.listen(port, '127.0.0.1');
  events = await readTopic('bank.events', { brokers: testKafkaBrokers() });
  await eventually(() => fetch(`${bankUrl}/health/ready`), { within: 20_000 });
}, 60_000);

afterAll(async () => {
  await events?.close();
  await world.stop();
  if (bank?.exitCode === null) {
    bank.kill('SIGTERM');
    await once(bank, 'exit');
  }
}, 30_000);

async function order(faults: object): Promise<void> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ settle_ms: 20, ...faults }) };
  expect((await fetch(`${bankUrl}/faults`, { method: 'PUT', ...json })).status).toBe(200);
}
beforeEach(() => order({}));

const message = (transfer_id: string, description: string | null = null): Heard<'bank.submit-payment.v1'> => ({
  id: randomUUID(),
  type: 'bank.submit-payment.v1',
  data: {
    transfer_id,
    bank: 'rivermark',
    from_account_id: randomUUID(),
    creditor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
    amount: { amount_minor: '1250', currency: 'EUR' },
    description,
  },
  tenant: FIRST_TENANT,
  key: transfer_id,
  time: '',
  causation: null,
  traceparent: null,
});
const submit = (id: string, description?: string): Promise<void> =>
  world.app.get(PaymentService).order([message(id, description)]);
const withdraw = (id: string): Promise<void> =>
  world.app.get(PaymentService).withdraw([
    { ...message(id), type: 'bank.withdraw-payment.v1', data: { transfer_id: id, bank: 'rivermark' } },
  ]);

interface Row {
  readonly status: string;
  readonly asked_at: Date | null;
  readonly tries: number;
}
const rowOf = async (id: string): Promise<Row> =>
  (await world.database.query<Row>(`select status, asked_at, tries from payment where id = '${id}'`))[0]!;
const becomes = (id: string, status: string): Promise<void> =>
  eventually(async () => expect((await rowOf(id)).status).toBe(status), { within: 20_000 });
const told = (id: string): string[] =>
  events.messages
    .filter(({ value }) => value.includes(id))
    .map(({ headers, value }) => {
      const { outcome } = JSON.parse(value) as { outcome?: string };
      return `${String(headers.ce_type).replace(/^bank\.payment-|\.v1$/g, '')}${outcome ? ` ${outcome}` : ''}`;
    });
const isTold = (id: string, ...words: string[]): Promise<void> =>
  eventually(() => expect([...new Set(told(id))].filter((word) => word !== 'accepted')).toEqual(words));

describe('a payment', () => {
  it('that is ordered ten times at once is asked for, settles, and is told', async () => {
    const id = randomUUID();
    await Promise.all(Array.from({ length: 10 }, () => submit(id)));
    await becomes(id, 'settled');
    await isTold(id, 'settled');
    expect((await rowOf(id)).asked_at).not.toBeNull();
    await submit(id);
    await eventually(() => expect(told(id).filter((word) => word === 'settled')).toHaveLength(2));
  });

  it('is rejected, comes back, or comes back late', async () => {
    const [rejected, returned, late] = [randomUUID(), randomUUID(), randomUUID()];
    await submit(rejected, 'reject AC01');
    await submit(returned, 'return AC04');
    await submit(late, 'late-return AC06');
    await isTold(rejected, 'rejected');
    await isTold(returned, 'returned');
    await isTold(late, 'settled', 'returned');
  });

  it('that the bank takes without a word is asked for again, and is one', async () => {
    const id = randomUUID();
    await order({ silent_rate: 1, callbacks_lost: true });
    await submit(id);
    await eventually(async () => expect((await rowOf(id)).tries).toBeGreaterThan(1), { within: 10_000 });
    expect(told(id)).toEqual([]);
    await order({});
    await isTold(id, 'settled');
  }, 30_000);

  it('whose callbacks are lost is learned by asking', async () => {
    const id = randomUUID();
    await order({ callbacks_lost: true });
    await submit(id);
    await becomes(id, 'settled');
  }, 30_000);
});

describe('a withdrawal', () => {
  it('that comes before the order makes sure that nobody is asked', async () => {
    const id = randomUUID();
    await withdraw(id);
    await submit(id);
    await isTold(id, 'withdrawn withdrawn');
    expect(await rowOf(id)).toMatchObject({ status: 'withdrawn', asked_at: null, tries: 0 });
  });

  it('is possible while the bank is away and was not asked, and only then', async () => {
    await order({ away: true });
    const asked = Array.from({ length: 6 }, () => randomUUID());
    await Promise.all(asked.map((id) => submit(id)));
    await eventually(() => expect(world.app.get(Line).circuit).toBe('open'), { within: 10_000 });
    const late = randomUUID();
    await submit(late);
    expect(await rowOf(late)).toMatchObject({ status: 'ordered', asked_at: null });
    await Promise.all([withdraw(late), withdraw(asked[0]!)]);
    await isTold(late, 'withdrawn withdrawn');
    await isTold(asked[0]!, 'withdrawn already_asked');
    await order({});
    for (const id of asked) await becomes(id, 'settled');
    expect((await rowOf(late)).status).toBe('withdrawn');
  }, 40_000);
});

describe('callbacks', () => {
  const called = (body: object, at = new Date().toISOString(), secret = SECRET) => {
    const text = JSON.stringify(body);
    const signature = `v1=${createHmac('sha256', secret).update(`${at}.${text}`).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-bank-timestamp': at, 'x-bank-signature': signature };
    return world.ask(undefined, 'POST', '/bank/callbacks', text, headers);
  };
  const verdictOf = async (id: string): Promise<string | null | undefined> => {
    const text = `select verdict from callback where id = '${id}'`;
    return (await world.database.query<{ verdict: string | null }>(text))[0]?.verdict;
  };
  const received = (): Record<string, unknown> & { id: string; payment_id: string } => ({
    id: randomUUID(),
    type: 'received',
    payment_id: randomUUID(),
    at: new Date().toISOString(),
    amount: '25.00',
    currency: 'EUR',
    iban: 'DE44100200304823915073',
    debtor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
  });

  it('are kept once and tell of money once, ten at once and under another id', async () => {
    const body = received();
    const answers = await Promise.all(Array.from({ length: 10 }, () => called(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    await eventually(async () => expect(await verdictOf(body.id)).toBe('received'));
    const twin = { ...body, id: randomUUID() };
    await called(twin);
    await eventually(async () => expect(await verdictOf(twin.id)).toBe('nothing new'));
    await isTold(body.payment_id, 'received');
    expect(told(body.payment_id)).toHaveLength(1);
  });

  it('with another amount, or of a payment that nobody ordered, change nothing and are kept', async () => {
    const id = randomUUID();
    await order({ settle_ms: 60_000 });
    await submit(id);
    await becomes(id, 'accepted');
    const about = { type: 'settled', reference: 'r', currency: 'EUR' };
    const other = { ...about, id: randomUUID(), payment_id: id, amount: '12.51' };
    const unknown = { ...about, id: randomUUID(), payment_id: randomUUID(), amount: '12.50' };
    await Promise.all([called(other), called(unknown)]);
    await eventually(async () => expect(await verdictOf(other.id)).toBe('another amount'));
    await eventually(async () => expect(await verdictOf(unknown.id)).toBe('no such payment'));
    expect((await rowOf(id)).status).toBe('accepted');
  });

  it('are refused when they are old or not signed, and nothing is kept', async () => {
    const body = received();
    const old = new Date(Date.now() - 6 * 60_000).toISOString();
    for (const answer of [await called(body, old), await called(body, undefined, 'x')])
      expect([answer.status, answer.body['code']]).toEqual([401, 'signature_invalid']);
    expect(await verdictOf(body.id)).toBeUndefined();
  });
});
