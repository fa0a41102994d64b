import { Database, inTransaction, migrate } from '@florin/platform/database';
import { freshDatabase } from '@florin/testing';
import type { Config } from '../config.js';
import { entities, migrations } from '../data-source.js';
import { KeyOffice } from './key-office.service.js';
import { KeyRepository } from './key.repository.js';
import { KeyService } from './key.service.js';
import { MasterKeyService } from './master-key.service.js';
import { RewrapService } from './rewrap.service.js';

const fresh = freshDatabase('auth');
const database = new Database({ ...fresh, entities });

beforeAll(async () => {
  await migrate({ ...fresh, migrations });
  await database.onModuleInit();
}, 30_000);

afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const TENANT = '01900000-0000-7000-8000-000000000001';

function mastersOf(fill: number, former?: number): MasterKeyService {
  const key = (of: number): string => Buffer.alloc(32, of).toString('base64');
  const KEY_ENCRYPTION_KEY_FORMER = former === undefined ? undefined : key(former);
  return new MasterKeyService({ KEY_ENCRYPTION_KEY: key(fill), KEY_ENCRYPTION_KEY_FORMER });
}

function replica(fill: number): KeyService {
  const config = { PUBLIC_URL: 'http://bank.test', DEFAULT_TENANT_ID: TENANT };
  return new KeyService(database, new KeyRepository(), mastersOf(fill), config as Config);
}

it('is made once, also when ten replicas start together on an empty database', async () => {
  const replicas = Array.from({ length: 10 }, () => replica(1));
  await Promise.all(replicas.map((one) => one.onApplicationBootstrap()));
  const published = replicas.map((one) => JSON.stringify(one.published()));
  expect(new Set(published).size).toBe(1);
  expect(replicas[0]!.published()).toHaveLength(1);
  const token = replicas[3]!.sign({ iss: 'http://bank.test', sub: 'ada' });
  expect(await replicas[7]!.read(token)).toMatchObject({ sub: 'ada' });
});

it('is rotated: published, then signing, then gone, and every token verifies meanwhile', async () => {
  const [one, other] = [replica(1), replica(1)];
  const began = Date.now();
  const inS = (seconds: number): Date => new Date(began + seconds * 1000);
  await one.refresh(inS(0));
  const kidOf = (token: string): string =>
    (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
  const claims = { iss: 'http://bank.test', sub: 'ada' };
  const old = kidOf(one.sign(claims));
  const office = new KeyOffice(mastersOf(1), TENANT);
  const rotate = (): Promise<string[]> => inTransaction(database.engine, (tx) => office.rotate(tx, inS(0)));
  const orders = await Promise.all(Array.from({ length: 10 }, rotate));
  expect(orders.filter(([line]) => line!.startsWith('made the key'))).toHaveLength(1);
  await one.refresh(inS(359));
  expect([one.published().length, kidOf(one.sign(claims))]).toEqual([2, old]);
  await one.refresh(inS(360));
  const signed = one.sign(claims);
  const next = kidOf(signed);
  expect(next).not.toBe(old);
  // A replica that has not looked yet signs with the old key, and knows the new one when it meets it.
  await other.refresh(inS(100));
  expect([await other.read(signed), await one.read(other.sign(claims))]).toEqual([claims, claims]);
  await one.refresh(inS(719));
  expect(one.published()).toHaveLength(2);
  await one.refresh(inS(720));
  expect(one.published().map((key) => key.kid)).toEqual([next]);
  const told = await fresh.query<{ payload: string }>(`select payload from outbox where topic = 'audit.events'`);
  const deeds = told.map(({ payload }) => JSON.parse(payload) as { action: string; object: { id: string } });
  expect(new Set(deeds.map(({ action, object }) => `${action} ${object.id}`))).toEqual(
    new Set([
      `signing-key.create ${old}`,
      `signing-key.create ${next}`,
      `signing-key.promote ${next}`,
      `signing-key.retire ${old}`,
    ]),
  );
  expect(await inTransaction(database.engine, (tx) => office.list(tx))).toEqual([
    expect.stringMatching(new RegExp(`^${next}  signs  made `)),
  ]);
});

it('cannot be opened with another master key, and the start says so', async () => {
  await expect(replica(2).onApplicationBootstrap()).rejects.toThrow('KEY_ENCRYPTION_KEY is not the one');
});

it('reads no token of another issuer, and none that was tampered with', async () => {
  const one = replica(1);
  await one.onApplicationBootstrap();
  const token = one.sign({ iss: 'http://other.test', sub: 'ada' });
  expect(await one.read(token)).toBeUndefined();
  const [head, , signature] = one.sign({ iss: 'http://bank.test', sub: 'ada' }).split('.');
  const claims = Buffer.from(JSON.stringify({ iss: 'http://bank.test', sub: 'eve' })).toString('base64url');
  expect(await one.read(`${head}.${claims}.${signature}`)).toBeUndefined();
});

it('is sealed anew by another master key, the retired ones too, and that is on the record once', async () => {
  const kept = await fresh.query('select kid from signing_key');
  const rewrap = (): Promise<string[]> =>
    new RewrapService(database.engine, mastersOf(2, 1), TENANT).rewrap(new Date());
  expect((await rewrap())[0]).toBe(`sealed ${kept.length} signing keys anew`);
  expect((await rewrap())[0]).toBe('sealed 0 signing keys anew');
  await replica(2).onApplicationBootstrap();
  await expect(replica(1).onApplicationBootstrap()).rejects.toThrow('KEY_ENCRYPTION_KEY is not the one');
  const told = await fresh.query<{ payload: string }>(
    `select payload from outbox where topic = 'audit.events' and payload like '%master-key.rewrap%'`,
  );
  expect(told.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
    expect.objectContaining({
      actor: { kind: 'operator', id: null, roles: [] },
      object: { kind: 'master-key', id: 'auth' },
      details: { signing_keys: String(kept.length) },
    }),
  ]);
});
