import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@florin/contracts';
import { readConfig } from '@florin/platform/config';
import { migrate } from '@florin/platform/database';
import { createApp } from '@florin/platform/http';
import {
  eventually, freePort, freshDatabase, testKafkaBrokers, testRedisUrl, tokenMaker, type TokenMaker,
} from '@florin/testing';
import { AppModule } from '../app.module.js';
import { fields } from '../config.js';
import { migrations } from '../data-source.js';
import { errors } from '../errors.js';

/** Real here: PostgreSQL, Kafka, Redis, and the dummy bank as its own process. Tokens come from the token maker. */
const DUMMY_BANK = fileURLToPath(new URL('../../../dummy-bank/dist/main.js', import.meta.url));

const database = freshDatabase('bank');
let tokens: TokenMaker;
let app: NestFastifyApplication;
let bank: ChildProcess;
let bankUrl: string;

beforeAll(async () => {
  const bankPort = await freePort();
  bankUrl = `http://127.0.0.1:${bankPort}`;
  const env = { PORT: String(bankPort), LOG_LEVEL: 'silent', SHUTDOWN_GRACE_S: '1' };
  bank = spawn(process.execPath, [DUMMY_BANK], { env, stdio: 'inherit' });
  await migrate({ ...database, migrations });
  tokens = await tokenMaker();
  const config = readConfig(fields, {
    BANK_URL: bankUrl,
    BANK_CALLBACK_SECRET: 'a secret of the specs',
    JWKS_URL: tokens.jwksUrl,
    KAFKA_BROKERS: testKafkaBrokers().join(','),
    REDIS_URL: testRedisUrl(),
    DATABASE_READER_URL: database.readerUrl,
    DATABASE_ENGINE_URL: database.engineUrl,
    LOG_LEVEL: 'silent',
  });
  app = await createApp({ name: 'bank-integration', module: AppModule.with(config), config, errors });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await eventually(() => fetch(`${bankUrl}/health/ready`), { within: 20_000 });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await tokens?.close();
  if (bank?.exitCode === null) {
    bank.kill('SIGTERM');
    await once(bank, 'exit');
  }
  await database.drop();
}, 30_000);

async function order(faults: object): Promise<void> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(faults) };
  const answer = await fetch(`${bankUrl}/faults`, { method: 'PUT', ...json });
  expect(answer.status).toBe(200);
}

async function ask(path: string, role?: Role): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = role ? await tokens.authorization({ roles: [role] }) : {};
  const answer = await app.inject({ method: 'GET', url: path, headers });
  return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
}

beforeEach(() => order({}));

describe('the status of the other bank', () => {
  it('is connected when it answers at once, and every role may know', async () => {
    for (const role of ['customer', 'agent', 'admin', 'read_only'] as const) {
      const { status, body } = await ask('/bank/status', role);
      expect(status).toBe(200);
      expect(body).toEqual({
        status: 'connected',
        latency_ms: expect.any(Number),
        circuit: 'closed',
        checked_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      });
    }
    expect((await ask('/bank/status')).status).toBe(401);
  });

  it('is degraded when it is slow', async () => {
    await order({ latency_ms: 600 });
    const { body } = await ask('/bank/status', 'customer');
    expect(body).toMatchObject({ status: 'degraded' });
    expect(body['latency_ms']).toBeGreaterThan(500);
  });

  it('is disconnected when it takes too long, fails, or is away, and never an error of ours', async () => {
    for (const faults of [{ latency_ms: 30_000 }, { error_rate: 1 }, { away: true }]) {
      await order(faults);
      const begun = performance.now();
      const { status, body } = await ask('/bank/status', 'customer');
      expect([status, body['status'], body['latency_ms']]).toEqual([200, 'disconnected', null]);
      expect(performance.now() - begun).toBeLessThan(2_500);
    }
  });

  it('does not decide whether this service is ready', async () => {
    await order({ away: true });
    const { status, body } = await ask('/health/ready');
    expect(status).toBe(200);
    expect(Object.keys(body['checks'] as object).sort()).toEqual(['kafka', 'postgres', 'redis']);
  });

  it('is asked once for everybody who waits', async () => {
    await order({ latency_ms: 300 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('/bank/status', 'customer')));
    expect(new Set(answers.map((one) => one.body['checked_at'])).size).toBe(1);
  });
});

describe('the customers of the other bank', () => {
  it('are for the admin, in pages', async () => {
    const first = await ask('/bank/customers?limit=2', 'admin');
    expect(first.status).toBe(200);
    expect(first.body['items']).toHaveLength(2);
    const rest = await ask(`/bank/customers?cursor=${String(first.body['next_cursor'])}`, 'admin');
    expect(rest.body).toMatchObject({ next_cursor: null });
    expect(rest.body['items']).toHaveLength(3);
  });

  it.each(['customer', 'agent', 'read_only'] as const)('are not for the %s', async (role) => {
    expect((await ask('/bank/customers', role)).body).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('are refused a cursor of another list', async () => {
    const { body } = await ask('/bank/customers?cursor=nonsense', 'admin');
    expect(body).toMatchObject({ status: 422, code: 'validation_failed' });
  });

  it.each([{ error_rate: 1 }, { away: true }, { latency_ms: 30_000 }])('are unavailable under %p', async (faults) => {
    await order(faults);
    expect((await ask('/bank/customers', 'admin')).body).toMatchObject({ status: 502, code: 'bank_unavailable' });
  });
});

describe('the database', () => {
  it('lets the engine write what it speaks and hears, and the reader nothing', async () => {
    const rights = await database.query<{ role: string; right: string }>(
      `select grantee as role, string_agg(distinct privilege_type, ' ' order by privilege_type) as right
         from information_schema.role_table_grants
        where table_name in ('outbox', 'inbox') and grantee like 'bank\\_%' and grantee <> 'bank_owner'
        group by grantee`,
    );
    expect(rights).toEqual([{ role: 'bank_engine', right: 'DELETE INSERT SELECT' }]);
  });
});
