import { Database, migrate } from '@florin/platform/database';
import { freshDatabase } from '@florin/testing';
import type { Config } from '../config.js';
import { entities, migrations } from '../data-source.js';
import { KeyRepository } from './key.repository.js';
import { KeyService } from './key.service.js';

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

function replica(fill: number): KeyService {
  const config = { PUBLIC_URL: 'http://bank.test', KEY_ENCRYPTION_KEY: Buffer.alloc(32, fill).toString('base64') };
  return new KeyService(database, new KeyRepository(), config as Config);
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
