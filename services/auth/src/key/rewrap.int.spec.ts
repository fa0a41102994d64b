import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { generate } from 'otplib';
import type { DataSource } from 'typeorm';
import { inTransaction } from '@florin/platform/database';
import { eventually } from '@florin/testing';
import {
  anAuthService, aReplica, bearer, PASSWORD, type Answer, type AuthService, type Body, type Json,
} from '../auth.builder.js';
import { dataSource } from '../data-source.js';
import { sealName } from '../totp/totp.js';
import { TotpRepository } from '../totp/totp.repository.js';
import { keySealName } from './key.js';
import { KeyRepository } from './key.repository.js';
import { makeKey } from './key.service.js';
import { MasterKeyService, type MasterKeys } from './master-key.service.js';
import { RewrapService } from './rewrap.service.js';

/** The service as it ran before, with the key 7 alone. */
let auth: AuthService;
let engine: DataSource;
const replicas: NestFastifyApplication[] = [];

beforeAll(async () => {
  auth = await anAuthService();
  engine = await dataSource(auth.config.DATABASE_ENGINE_URL).initialize();
}, 60_000);
afterAll(async () => {
  await engine?.destroy();
  for (const one of replicas) await one.close();
  await auth?.close();
}, 30_000);

const keysOf = (today: number, former?: number): MasterKeys => ({
  KEY_ENCRYPTION_KEY: Buffer.alloc(32, today).toString('base64'),
  KEY_ENCRYPTION_KEY_FORMER: former === undefined ? undefined : Buffer.alloc(32, former).toString('base64'),
});
const mastersOf = (today: number, former?: number): MasterKeyService => new MasterKeyService(keysOf(today, former));

/** One more replica, started with these keys. */
async function under(today: number, former?: number): Promise<NestFastifyApplication> {
  const app = await aReplica({ ...auth.config, ...keysOf(today, former) });
  replicas.push(app);
  return app;
}

async function rewrapUnder(today: number, former?: number): Promise<{ keys: number; secrets: number }> {
  const service = new RewrapService(engine, mastersOf(today, former), auth.config.DEFAULT_TENANT_ID);
  const [keys, secrets] = (await service.rewrap(new Date())).map((line) => Number(/sealed (\d+)/.exec(line)![1]));
  return { keys: keys!, secrets: secrets! };
}

async function ask(at: NestFastifyApplication, url: string, payload?: unknown, headers: Json = {}): Promise<Answer> {
  const method = url === '/auth/me' ? 'GET' : 'POST';
  const answer = await at.inject({ method, url, payload: payload as Json, headers: headers as never });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

/** Somebody with a second factor that was set up here. */
async function guardedAt(at: NestFastifyApplication): Promise<{ body: Body; secret: string }> {
  const body = await auth.registered();
  const token = bearer(body.access_token);
  const secret = (await ask(at, '/auth/totp/setup', undefined, token)).body['secret'] as string;
  const verified = await ask(at, '/auth/totp/verify', { totp_code: await generate({ secret }) }, token);
  expect(verified.status).toBe(200);
  return { body, secret };
}

/** Logs in with password and code. The code of now may have been used before. */
async function logIn(at: NestFastifyApplication, { body, secret }: { body: Body; secret: string }): Promise<Answer> {
  await auth.database.query('update totp set last_step = 0 where user_id = $1', [body.user.id]);
  return ask(at, '/auth/login', {
    email: body.user.email,
    password: PASSWORD,
    totp_code: await generate({ secret }),
  });
}

/** Many people at once, whose second factors the given key has sealed. */
async function aCrowd(of: number, sealedBy: MasterKeyService): Promise<void> {
  const tenantId = auth.config.DEFAULT_TENANT_ID;
  const made = await auth.database.query<{ id: string }>(
    `insert into app_user (id, tenant_id, email, first_name, last_name, password_hash, roles, customer_oid, created_at,
        updated_at)
      select id, $1, id || '@example.com', 'Ada', 'Lovelace', 'none', '{customer}', id, now(), now()
        from (select gen_random_uuid() as id from generate_series(1, $2)) as somebody returning id`,
    [tenantId, of],
  );
  const ids = made.map(({ id }) => id);
  const sealed = ids.map((userId) => sealedBy.seal(Buffer.from('JBSWY3DPEHPK3PXP'), sealName({ tenantId, userId })));
  await auth.database.query(
    `insert into totp (user_id, tenant_id, secret_sealed, created_at)
      select user_id, $1, secret_sealed, now() from unnest($2::uuid[], $3::bytea[]) as one (user_id, secret_sealed)`,
    [tenantId, ids, sealed],
  );
}

/** All that is sealed: what it is sealed for, and how. */
async function sealedNow(): Promise<Map<string, Buffer>> {
  const keys = await new KeyRepository().listAll(engine.manager);
  const secrets = await new TotpRepository().listSealed(engine.manager, undefined, 10_000);
  return new Map([
    ...keys.map((one) => [keySealName(one.kid), one.privateSealed] as const),
    ...secrets.map((one) => [sealName(one), one.secretSealed] as const),
  ]);
}

const openedBy = (masters: MasterKeyService, sealed: ReadonlyMap<string, Buffer>): Json =>
  Object.fromEntries([...sealed].map(([name, box]) => [name, masters.open(box, name).toString('hex')]));

/** The cookies of an answer, as a browser sends them. */
const cookieOf = (answer: Answer): string =>
  [answer.headers['set-cookie'] ?? []].flat().map((line) => String(line).split(';', 1)[0]!).join('; ');

async function aBrowser(): Promise<Json> {
  const { user } = await auth.registered();
  const answer = await auth.post('/auth/login', { email: user.email, password: PASSWORD, use_cookies: true });
  return { 'sec-fetch-site': 'same-origin', cookie: cookieOf(answer), 'x-csrf-token': answer.body['csrf_token'] };
}

describe('a new master key beside the former one', () => {
  let beside: NestFastifyApplication;
  beforeAll(async () => {
    beside = await under(8, 7);
  }, 30_000);

  it('opens what either has sealed, before and after the two are exchanged', async () => {
    const before = await under(7, 8);
    const [ada, eve] = [await guardedAt(auth.app), await guardedAt(beside)];
    for (const at of [before, beside]) {
      for (const person of [ada, eve]) {
        const { body } = await logIn(at, person);
        for (const other of [auth.app, before, beside]) {
          expect((await ask(other, '/auth/me', undefined, bearer(body.access_token))).status).toBe(200);
        }
      }
    }
    const sealed = await sealedNow();
    const boxOf = ({ user }: Body): [Buffer, string] => {
      const name = sealName({ tenantId: user.tenant_id, userId: user.id });
      return [sealed.get(name)!, name];
    };
    expect(mastersOf(7).open(...boxOf(ada.body)).toString()).toBe(ada.secret);
    expect(mastersOf(8).open(...boxOf(eve.body)).toString()).toBe(eve.secret);
  });

  it('takes from a browser what it was given under the former one, and gives it anew', async () => {
    const browser = await aBrowser();
    const answer = await ask(beside, '/auth/refresh', undefined, browser);
    expect([answer.status, typeof answer.body['csrf_token']]).toEqual([200, 'string']);
    expect(answer.body['csrf_token']).not.toBe(browser['x-csrf-token']);
    const anew = { ...browser, cookie: cookieOf(answer), 'x-csrf-token': answer.body['csrf_token'] };
    expect((await ask(beside, '/auth/refresh', undefined, anew)).status).toBe(200);
    const late = { ...(await aBrowser()), 'x-csrf-token': 'x' };
    expect((await ask(beside, '/auth/refresh', undefined, late)).body.code).toBe('csrf_token_invalid');
  });

  it('knows the browser of somebody who was about to log in for an app', async () => {
    const admin = await auth.officer('admin');
    const said = { client_name: 'Budget app', redirect_uris: ['http://127.0.0.1:9999/callback'] };
    const client = (await auth.post('/admin/oauth/clients', said, bearer(admin.token))).body;
    const asked = new URLSearchParams({
      response_type: 'code', client_id: client['client_id'] as string, scope: 'openid',
      redirect_uri: 'http://127.0.0.1:9999/callback', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256',
    });
    const begun = await auth.app.inject({ method: 'GET', url: `/oauth/authorize?${asked}` });
    expect(begun.statusCode).toBe(303);
    const url = new URL(begun.headers.location as string, auth.config.PUBLIC_URL).pathname;
    const cookie = begun.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    expect((await beside.inject({ method: 'GET', url, headers: { cookie } })).statusCode).toBe(200);
    const forged = cookie.replaceAll(/(\.sig=.)./g, '$1_');
    expect((await beside.inject({ method: 'GET', url, headers: { cookie: forged } })).statusCode).not.toBe(200);
  });

  it('changes nothing when something opens with neither, and says what it is', async () => {
    const { user } = await auth.registered();
    const name = sealName({ tenantId: user.tenant_id, userId: user.id });
    const add = 'insert into totp (user_id, tenant_id, secret_sealed, created_at) values ($1, $2, $3, now())';
    await auth.database.query(add, [user.id, user.tenant_id, mastersOf(9).seal(Buffer.from('it'), name)]);
    const before = await sealedNow();
    await expect(rewrapUnder(8, 7)).rejects.toThrow(`is not the one that ${name} was sealed with`);
    expect(await sealedNow()).toEqual(before);
    await auth.database.query('delete from totp where user_id = $1', [user.id]);
    const lost = makeKey(mastersOf(9), 'verifying', new Date());
    await inTransaction(engine, (tx) => new KeyRepository().add(tx, { ...lost, state: 'retired' }));
    await expect(rewrapUnder(8, 7)).rejects.toThrow(`is not the one that signing_key|${lost.kid} was sealed with`);
    before.delete(name);
    expect(await sealedNow()).toEqual(before.set(`signing_key|${lost.kid}`, lost.privateSealed));
    await auth.database.query('delete from signing_key where kid = $1', [lost.kid]);
  });
});

describe('a rewrap', () => {
  it('by ten at once seals each secret once, and then the new key is enough', async () => {
    const ada = await guardedAt(auth.app);
    const idle = await aBrowser();
    await aCrowd(1_001, mastersOf(7));
    const retired = makeKey(mastersOf(7), 'verifying', new Date());
    await inTransaction(engine, (tx) => new KeyRepository().add(tx, { ...retired, state: 'retired' }));
    const [before, both] = [await sealedNow(), mastersOf(8, 7)];
    const left = [...before].filter(([name, box]) => both.sealedAnew(box, name));
    const secretsLeft = left.filter(([name]) => name.includes('|totp|')).length;
    expect(secretsLeft).toBeGreaterThan(1_001);
    const told = await Promise.all(Array.from({ length: 10 }, () => rewrapUnder(8, 7)));
    const sum = (what: 'keys' | 'secrets'): number => told.reduce((all, one) => all + one[what], 0);
    expect([sum('keys'), sum('secrets')]).toEqual([2, secretsLeft]);
    const after = await sealedNow();
    expect(openedBy(mastersOf(8), after)).toEqual(openedBy(both, before));
    expect(await rewrapUnder(8)).toEqual({ keys: 0, secrets: 0 });

    const alone = await under(8);
    const { status, body } = await logIn(alone, ada);
    expect(status).toBe(200);
    for (const token of [body.access_token, ada.body.access_token]) {
      for (const at of [alone, auth.app]) {
        expect((await ask(at, '/auth/me', undefined, bearer(token))).status).toBe(200);
      }
    }
    // A browser that was nowhere to be seen meanwhile logs in again.
    expect((await ask(alone, '/auth/refresh', undefined, idle)).body.code).toBe('csrf_token_invalid');
    await expect(rewrapUnder(7)).rejects.toThrow('KEY_ENCRYPTION_KEY is not the one');
  });

  it('lets a secret stand that is set up anew meanwhile', async () => {
    const { user } = await auth.registered();
    const [userId, tenantId] = [user.id, user.tenant_id];
    const factors = new TotpRepository();
    const name = sealName({ tenantId, userId });
    const offerOf = (secret: string, by: MasterKeyService): Parameters<TotpRepository['offer']>[1] => {
      const secretSealed = by.seal(Buffer.from(secret), name);
      return { userId, tenantId, secretSealed, createdAt: new Date() };
    };
    await inTransaction(engine, (tx) => factors.offer(tx, offerOf('first', mastersOf(8))));
    let rewrapping: Promise<{ secrets: number }> | undefined;
    await inTransaction(engine, async (tx) => {
      await factors.offer(tx, offerOf('second', mastersOf(10)));
      rewrapping = rewrapUnder(10, 8);
      await eventually(async () => {
        const waiting = await auth.database.query(
          `select pid from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like 'update totp%'`,
        );
        expect(waiting).toHaveLength(1);
      });
    });
    await rewrapping;
    const { secretSealed } = (await factors.find(engine.manager, userId))!;
    expect(mastersOf(10).open(secretSealed, name).toString()).toBe('second');
  });
});
