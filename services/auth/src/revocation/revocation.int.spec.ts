import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { eventually, testRedisUrl } from '@florin/testing';
import {
  anAuthService, bearer, type Answer, type AuthService, type Body, type Json, type Officer,
} from '../auth.builder.js';

// A Redis user of its own, whose right to write to the stream is taken and given back: nobody else's Redis is touched.
const redis = new Redis(testRedisUrl());
const name = `spec-${randomUUID()}`;
const mayWrite = (may: boolean): Promise<unknown> => redis.call('ACL', 'SETUSER', name, may ? '+xadd' : '-xadd');
let cutOff: AuthService;
let boss: Officer;

beforeAll(async () => {
  await redis.call('ACL', 'SETUSER', name, 'on', '>secret', '~*', '&*', '+@all');
  const url = new URL(testRedisUrl());
  Object.assign(url, { username: name, password: 'secret' });
  cutOff = await anAuthService({ REDIS_URL: url.href });
  boss = await cutOff.officer('admin');
}, 60_000);

afterAll(async () => {
  await cutOff?.close();
  await redis.call('ACL', 'DELUSER', name);
  await redis.quit();
}, 30_000);

const askBoss = (method: 'PATCH' | 'DELETE', url: string, body?: Json): Promise<Answer> =>
  cutOff.ask(method, url, body, bearer(boss.token));
const ends: [string, (person: Body) => Promise<Answer>][] = [
  ['a change of rights', ({ user }) => askBoss('PATCH', `/admin/users/${user.id}`, { status: 'disabled' })],
  ['the end of all sessions', ({ user }) => askBoss('DELETE', `/admin/users/${user.id}/sessions`)],
  ['a logout', (person) => cutOff.post('/auth/logout', undefined, bearer(person.access_token))],
];

it.each(ends)('%s is 503 while the deny list cannot be written, and is made good within a second', async (_, end) => {
  const person = await cutOff.registered();
  await mayWrite(false);
  const refused = await end(person);
  expect([refused.status, refused.body.code]).toEqual([503, 'revocation_unavailable']);
  // A refresh asks the database, which came first.
  const dead = await cutOff.post('/auth/refresh', { refresh_token: person.refresh_token });
  expect([dead.status, dead.body.code]).toEqual([401, 'refresh_token_invalid']);
  expect((await cutOff.me(person.access_token)).status).toBe(200);
  await mayWrite(true);
  const since = performance.now();
  const isDead = async (): Promise<void> => expect((await cutOff.me(person.access_token)).status).toBe(401);
  await eventually(isDead, { within: 1_000, every: 5 });
  expect(performance.now() - since).toBeLessThan(1_000);
  expect((await end(person)).status).toBeLessThan(500);
});
