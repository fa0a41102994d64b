import { eventually, testRedisUrl } from '@florin/testing';
import { Redis } from 'ioredis';
import { log } from '../telemetry/index.js';
import type { Caller } from './caller.js';
import { DenyList } from './deny-list.js';

const redisUrl = testRedisUrl();
const options = {
  publicUrl: 'http://localhost:8080', redisUrl, origins: [], writesPerMinute: 100, readsPerMinute: 600,
};

let counted = 0;
function aCaller(): Caller {
  counted += 1;
  const id = `${process.pid}-${Date.now()}-${counted}`;
  return {
    userId: `u${id}`, tenantId: `t${id}`, roles: ['customer'], scopes: [], sessionId: `s${id}`, tokenId: `j${id}`,
    generation: 1, issuedAt: Math.floor(Date.now() / 1000), expiresAt: Math.floor(Date.now() / 1000) + 300, token: '',
  };
}

describe('the deny list', () => {
  const here = new DenyList(options);
  const there = new DenyList(options);
  const redis = new Redis(redisUrl);

  beforeAll(() => {
    log.level = 'silent';
    return Promise.all([here.onApplicationBootstrap(), there.onApplicationBootstrap()]);
  });
  afterAll(() => Promise.all([here.onApplicationShutdown(), there.onApplicationShutdown(), redis.quit()]));

  it('tells a revocation to every replica within a second, and to Redis at once', async () => {
    const ways = [
      (who: Caller) => here.denySession(who.sessionId),
      (who: Caller) => here.denyToken(who.tokenId),
      (who: Caller) => here.denyUser(who.userId, 2),
      (who: Caller) => here.denyTenant(who.tenantId),
    ];
    for (const deny of ways) {
      const who = aCaller();
      expect([here.has(who), there.has(who), await there.ask(who)]).toEqual([false, false, false]);
      await deny(who);
      expect([here.has(who), await there.ask(who)]).toEqual([true, true]);
      await eventually(() => expect(there.has(who)).toBe(true), { within: 1000, every: 5 });
    }
  });

  it('tells apart a thousand who come in the same moment', async () => {
    const all = Array.from({ length: 1_000 }, aCaller);
    const ended = all.filter((_, i) => i % 7 === 0);
    await here.deny(ended.map(({ tokenId }) => ({ kind: 'jti', id: tokenId, value: 1 })));
    const said = await Promise.all(all.map((who) => there.ask(who)));
    expect(all.filter((_, i) => said[i])).toEqual(ended);
  });

  it('never lowers the generation that is still good', async () => {
    const who = aCaller();
    await here.denyUser(who.userId, 5);
    await there.denyUser(who.userId, 2);
    expect(await redis.get(`deny:user:${who.userId}`)).toBe('5');
    expect(await redis.ttl(`deny:user:${who.userId}`)).toBeGreaterThan(300);
    expect(await here.ask({ ...who, generation: 5 })).toBe(false);
  });

  it('hears at its start what was revoked before', async () => {
    const who = aCaller();
    await here.denySession(who.sessionId);
    const late = new DenyList(options);
    await late.onApplicationBootstrap();
    expect(late.has(who)).toBe(true);
    await late.onApplicationShutdown();
  });

  it('loses nothing over a broken connection', async () => {
    const who = aCaller();
    const clients = String(await redis.client('LIST')).split('\n');
    const ours = clients.filter((line) => line.includes(`name=florin-deny-${process.pid} `));
    expect(ours.length).toBeGreaterThanOrEqual(4);
    for (const line of ours) await redis.call('CLIENT', 'KILL', 'ID', /^id=([0-9]+)/.exec(line)?.[1] ?? '');
    await eventually(() => here.denySession(who.sessionId));
    await eventually(() => expect(there.has(who)).toBe(true));
    await eventually(() => there.check());
  });

  it('fails closed without Redis', async () => {
    const blind = new DenyList({ ...options, redisUrl: 'redis://127.0.0.1:1' });
    await blind.onApplicationBootstrap();
    const refused = { code: 'revocation_unavailable' };
    expect(() => blind.has(aCaller())).toThrow(expect.objectContaining(refused));
    await expect(blind.ask(aCaller())).rejects.toMatchObject(refused);
    await expect(blind.denySession('s')).rejects.toMatchObject(refused);
    await expect(blind.check()).rejects.toThrow();
    await blind.onApplicationShutdown();
  });
});
