import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig } from '@florin/platform/config';
import { createApp } from '@florin/platform/http';
import { AppModule } from './app.module.js';
import { fields } from './config.js';
import { errors } from './errors.js';

const ALICE = '01920000-0000-7000-8000-000100000001';
const ADA = {
  id: '01930000-0000-7000-8000-00000000000a',
  first_name: 'Ada',
  last_name: 'King',
  email: 'ada@example.com',
};

let folder: string;
let app: NestFastifyApplication;
let address: string;

async function start(): Promise<void> {
  const config = readConfig(fields, { PORT: '0', LOG_LEVEL: 'silent', DATA_FILE: join(folder, 'facts.ndjson') });
  app = await createApp({ name: 'dummy-bank', module: AppModule.with(config), config, errors });
  await app.listen(0, '127.0.0.1');
  address = await app.getUrl();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dummy-bank-'));
  await start();
});

afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

/** What the specs look into; any answer has only some of it. */
interface Told {
  readonly items: unknown[];
  readonly next_cursor: string | null;
  readonly errors: { readonly field: string }[];
  readonly portfolio_summary: { readonly totals: { readonly currency: string }[] };
}

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Told }> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(address + path, { method, ...(body === undefined ? {} : json) });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Told };
}

const portfolioOf = (id: string): ReturnType<typeof ask> => ask('GET', `/customers/${id}/portfolio`);

describe('customers', () => {
  it('of the data file are known under a new id as well, with what they have', async () => {
    const { first_name, last_name, email } = (await ask('GET', `/customers/${ALICE}`)).body as unknown as typeof ADA;
    expect((await ask('POST', '/customers', { id: ADA.id, first_name, last_name, email })).status).toBe(201);
    const [known, again] = [await ask('GET', `/customers/${ALICE}/portfolio`), await portfolioOf(ADA.id)];
    expect(again.body.portfolio_summary).toEqual(known.body.portfolio_summary);
    expect(again.body.portfolio_summary.totals).toHaveLength(2);
    await app.close();
    await start();
    expect((await portfolioOf(ADA.id)).body).toEqual(again.body);
  });

  it('are five to begin with, in pages', async () => {
    const first = await ask('GET', '/customers?limit=3');
    const second = await ask('GET', `/customers?limit=3&cursor=${first.body.next_cursor}`);
    expect([first.body.items.length, second.body.items.length, second.body.next_cursor]).toEqual([3, 2, null]);
    expect((await ask('GET', `/customers/${ALICE}`)).body).toMatchObject({ first_name: 'Alice' });
  });

  it('register once, are told from others under the same id, and leave', async () => {
    expect((await ask('GET', `/customers/${ADA.id}/exists`)).body).toEqual({ exists: false });
    expect((await ask('POST', '/customers', ADA)).status).toBe(201);
    expect((await ask('POST', '/customers', ADA)).status).toBe(200);
    const other = await ask('POST', '/customers', { ...ADA, last_name: 'Byron' });
    expect(other.body).toMatchObject({ status: 409, code: 'customer_exists' });
    expect((await ask('GET', `/customers/${ADA.id}/exists`)).body).toEqual({ exists: true });
    expect((await ask('DELETE', `/customers/${ADA.id}`)).status).toBe(204);
    const again = await ask('DELETE', `/customers/${ADA.id}`);
    expect(again.body).toMatchObject({ status: 404, code: 'customer_not_found' });
  });

  it('who register ten times at once are one customer', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('POST', '/customers', ADA)));
    expect(answers.map((one) => one.status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect((await readFile(join(folder, 'facts.ndjson'), 'utf8')).split('\n')).toHaveLength(2);
  });

  it('are remembered over a restart, also when the last line was cut off', async () => {
    await ask('POST', '/customers', ADA);
    await ask('DELETE', `/customers/${ALICE}`);
    await app.close();
    const file = join(folder, 'facts.ndjson');
    await writeFile(file, `${await readFile(file, 'utf8')}{"kind":"customer-dele`);
    await start();
    expect((await ask('GET', `/customers/${ADA.id}`)).body).toMatchObject(ADA);
    expect((await ask('GET', `/customers/${ALICE}`)).status).toBe(404);
    await ask('DELETE', `/customers/${ADA.id}`);
    await app.close();
    await start();
    expect((await ask('GET', `/customers/${ADA.id}`)).status).toBe(404);
  });

  it('are refused with a field that is not known or not valid', async () => {
    const answer = await ask('POST', '/customers', { ...ADA, email: 'nowhere', age: 36 });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((one) => one.field).sort()).toEqual(['age', 'email']);
  });
});

describe('a portfolio', () => {
  it('has everything of the customer and totals per currency', async () => {
    const { status, body } = await ask('GET', `/customers/${ALICE}/portfolio`);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      'assets', 'bank_accounts', 'derivative_transactions', 'portfolio_summary', 'spending', 'transactions', 'user',
    ]);
    expect(body.portfolio_summary.totals.map((one) => one.currency)).toEqual(['GBP', 'USD']);
  });

  it('of nobody is not there', async () => {
    expect((await ask('GET', `/customers/${ADA.id}/portfolio`)).status).toBe(404);
    expect((await ask('GET', '/customers/x/portfolio')).status).toBe(404);
  });
});

describe('ordered faults', () => {
  it('strike until they are taken back, and never health or themselves', async () => {
    const ordered = await ask('PUT', '/faults', { error_rate: 1 });
    expect(ordered.body).toMatchObject({ latency_ms: 0, error_rate: 1, away: false });
    expect((await ask('GET', '/status')).body).toMatchObject({ status: 503, code: 'ordered_fault' });
    expect((await ask('GET', '/health/live')).status).toBe(200);
    expect((await ask('GET', '/health/ready')).status).toBe(200);
    await ask('PUT', '/faults', {});
    expect((await ask('GET', '/status')).body).toMatchObject({ bank: 'Rivermark Bank', status: 'open' });
  });

  it('can cut the line and slow the bank down', async () => {
    await ask('PUT', '/faults', { away: true });
    await expect(ask('GET', '/status')).rejects.toThrow('fetch failed');
    await ask('PUT', '/faults', { latency_ms: 120 });
    const begun = performance.now();
    expect((await ask('GET', '/status')).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(119);
  });

  const wrong = [{ error_rate: 2 }, { error_rate: 'often' }, { latency_ms: -1 }, { away: 'yes' }, { storm: true }];

  it.each(wrong)('refuse %p', async (order) => {
    expect((await ask('PUT', '/faults', order)).status).toBe(422);
  });
});
