import { testRedisUrl } from '@florin/testing';
import { Redis } from 'ioredis';
import { log } from '../telemetry/index.js';
import { DenyList } from './deny-list.js';
import type { Verdict } from './gcra.js';
import { IdentityLimit } from './identity-limit.js';

const options = {
  publicUrl: 'http://localhost:8080', redisUrl: testRedisUrl(), origins: [], writesPerMinute: 100, readsPerMinute: 600,
};
const passedOf = (verdicts: Verdict[]): number => verdicts.filter((one) => one.remaining >= 0).length;

describe('the limit of one user', () => {
  const lists = [new DenyList(options), new DenyList(options)] as const;
  const redis = new Redis(options.redisUrl);
  let people = 0;
  const somebody = (): string => `limited-${process.pid}-${Date.now()}-${(people += 1)}`;

  beforeAll(() => {
    log.level = 'silent';
    return Promise.all(lists.map((list) => list.onApplicationBootstrap()));
  });
  afterAll(() => Promise.all([...lists.map((list) => list.onApplicationShutdown()), redis.quit()]));

  it('of five hundred at once over two replicas lets exactly a hundred through', async () => {
    await redis.script('FLUSH');
    const replicas = lists.map((list) => new IdentityLimit(options, list));
    const who = somebody();
    const begun = performance.now();
    const verdicts = await Promise.all(Array.from({ length: 500 }, (_, i) => replicas[i % 2]!.take(who, 'write')));
    const grownBack = Math.floor((performance.now() - begun) / 600);
    expect(passedOf(verdicts) - grownBack).toBeLessThanOrEqual(100);
    expect(passedOf(verdicts)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...verdicts.map((one) => one.remaining))).toBe(99);
    expect((await replicas[0]!.take(who, 'read')).remaining).toBe(599);
    expect((await replicas[0]!.take(somebody(), 'write')).remaining).toBe(99);
    expect(await redis.pttl(`limit:write:${who}`)).toBeGreaterThan(50_000);
  });

  it('counts each of many who come in the same moment for itself', async () => {
    const limit = new IdentityLimit(options, lists[0]);
    const people = Array.from({ length: 300 }, somebody);
    const asked = people.flatMap((who, i) => Array<string>(1 + (i % 3)).fill(who));
    const verdicts = await Promise.all(asked.map((who) => limit.take(who, 'write')));
    const least = new Map(asked.map((who, i) => [who, verdicts[i]!.remaining]));
    expect(people.map((who) => least.get(who))).toEqual(people.map((_, i) => 99 - (i % 3)));
  });

  it('travels with the question whether the token was revoked', async () => {
    const limit = new IdentityLimit(options, lists[0]);
    const caller = { userId: somebody(), sessionId: 's', tokenId: 'j', tenantId: 't' } as never;
    await limit.take(somebody(), 'write');
    const { connection } = lists[0];
    const trips: number[] = [];
    const stream = (connection as unknown as { stream: { write: (...args: never[]) => boolean } }).stream;
    const write = stream.write.bind(stream);
    stream.write = (...args) => (trips.push(1), write(...args));
    await Promise.all([lists[0].ask(caller), limit.take(somebody(), 'write')]);
    stream.write = write;
    expect(trips).toHaveLength(1);
  });

  it('is counted by the replica itself while Redis is away', async () => {
    const lost = { ...options, redisUrl: 'redis://127.0.0.1:1' };
    const list = new DenyList(lost);
    await list.onApplicationBootstrap();
    const limit = new IdentityLimit(lost, list);
    const who = somebody();
    expect(passedOf(await Promise.all(Array.from({ length: 300 }, () => limit.take(who, 'write'))))).toBe(100);
    await list.onApplicationShutdown();
  });
});
