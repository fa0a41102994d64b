import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { CONFIG, type Config } from '../config.js';
import { SESSION_S } from '../session/session.js';

type Json = Record<string, unknown>;

const GRANT_KEPT_S = 600;

/** What lives for minutes and is worth no row: codes, pushed requests, pages in progress, sign-ins, used proofs. */
@Injectable()
export class TicketRepository implements OnApplicationShutdown {
  private readonly redis: Redis;

  constructor(@Inject(CONFIG) config: Pick<Config, 'REDIS_URL'>) {
    this.redis = new Redis(config.REDIS_URL, {
      lazyConnect: true,
      connectionName: `florin-oauth-${process.pid}`,
      disconnectTimeout: 100,
      maxRetriesPerRequest: 1,
      commandTimeout: 1000,
      connectTimeout: 2000,
      retryStrategy: (times) => Math.min(50 * times, 1000),
    });
    // Whoever waits for an answer hears of it.
    this.redis.on('error', () => undefined);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  async put(kind: string, id: string, payload: Json, ttlS: number): Promise<void> {
    const key = keyOf(kind, id);
    const multi = this.redis.multi().set(key, JSON.stringify(payload), 'EX', Math.max(1, ttlS));
    if (typeof payload['grantId'] === 'string') {
      const members = keyOf('grant', payload['grantId']);
      multi.sadd(members, key).expire(members, Math.max(ttlS, GRANT_KEPT_S));
    }
    if (kind === 'Session' && typeof payload['uid'] === 'string') {
      multi.set(keyOf('uid', payload['uid']), key, 'EX', Math.max(1, ttlS));
      if (typeof payload['accountId'] === 'string') {
        const signIns = keyOf('person', payload['accountId']);
        multi.sadd(signIns, key).expire(signIns, SESSION_S);
      }
    }
    await whole(multi.exec());
  }

  /** Puts it down only if it was not there; false when it was. */
  async putOnce(kind: string, id: string, payload: Json, ttlS: number): Promise<boolean> {
    const answer = await this.redis.set(keyOf(kind, id), JSON.stringify(payload), 'EX', Math.max(1, ttlS), 'NX');
    return answer === 'OK';
  }

  find(kind: string, id: string): Promise<Json | undefined> {
    return this.read(keyOf(kind, id));
  }

  /** A sign-in by its public name. */
  async findByUid(uid: string): Promise<Json | undefined> {
    const key = await this.redis.get(keyOf('uid', uid));
    return key === null ? undefined : this.read(key);
  }

  /** Uses a ticket up: of any number of callers at once exactly one is told true. */
  async consume(kind: string, id: string, at: number): Promise<boolean> {
    const key = keyOf(kind, id);
    const ttlS = await this.redis.ttl(key);
    if (ttlS <= 0) return false;
    return (await this.redis.set(`${key}:used`, at, 'EX', ttlS, 'NX')) === 'OK';
  }

  async remove(kind: string, id: string): Promise<void> {
    await this.redis.del(keyOf(kind, id));
  }

  /** Removes what hangs on a grant. */
  async removeByGrant(grantId: string): Promise<void> {
    const members = keyOf('grant', grantId);
    const keys = await this.redis.smembers(members);
    await this.redis.del(members, ...keys);
  }

  /** Removes all sign-ins of a person, in any browser; the sessions of the bank that they stood on. */
  async removeSignIns(userId: string): Promise<string[]> {
    const members = keyOf('person', userId);
    const keys = await this.redis.smembers(members);
    if (keys.length === 0) return [];
    const signIns = await Promise.all(keys.map((key) => this.read(key)));
    const uids = signIns.map((one) => one?.['uid']).filter((uid) => typeof uid === 'string');
    const under = await Promise.all(uids.map((uid) => this.find('SignIn', uid)));
    await this.redis.del(...keys);
    await this.redis.srem(members, ...keys);
    return under.map((one) => one?.['sessionId']).filter((id) => typeof id === 'string');
  }

  private async read(key: string): Promise<Json | undefined> {
    const [text, used] = await this.redis.mget(key, `${key}:used`);
    if (text == null) return undefined;
    const payload = JSON.parse(text) as Json;
    return used == null ? payload : { ...payload, consumed: Number(used) };
  }
}

/** Ids are worth as much as passwords while they live, so only their hash is kept. */
function keyOf(kind: string, id: string): string {
  return `oauth:${kind}:${createHash('sha256').update(id).digest('base64url')}`;
}

async function whole(answers: Promise<[Error | null, unknown][] | null>): Promise<void> {
  const fault = (await answers)?.find(([error]) => error)?.[0];
  if (fault) throw fault;
}
