import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Lane } from '../lane/index.js';
import { log } from '../telemetry/index.js';
import { DenyList } from './deny-list.js';
import { TAKE, take, verdictOf, type Quota, type Verdict } from './gcra.js';
import { AUTH_OPTIONS, type AuthOptions } from './options.js';

const SCRIPT_ID = hash('sha1', TAKE);
/** How long the local limit stands in before Redis is asked again: one that hangs must not be waited for each time. */
const AWAY_MS = 1000;
const REMEMBERED_MOST = 50_000;
/** So many are counted in one question; Redis does nothing else meanwhile (a microsecond or two each). */
const TOGETHER_MOST = 200;
/** Whoever goes on and on is told of once in this time. */
const NEWS_MS = 60_000;

interface Taking {
  readonly key: string;
  readonly quota: Quota;
}

/**
 * What one user may ask in a minute, over all services and replicas: exact, because Redis counts. It is asked over the
 * connection of the deny list, once for all that came while the question before travelled, so that both questions go
 * together. While Redis is away each replica counts for itself.
 */
@Injectable()
export class IdentityLimit {
  private readonly here = new LRUCache<string, number>({ max: REMEMBERED_MOST });
  private readonly told = new LRUCache<string, true>({ max: REMEMBERED_MOST, ttl: NEWS_MS });
  private readonly writes: Quota;
  private readonly reads: Quota;
  private readonly together = new Lane<Taking, Verdict>((all) => this.takeThere(all), { most: TOGETHER_MOST });
  private awayUntil = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(AUTH_OPTIONS) options: AuthOptions,
    private readonly denyList: DenyList,
  ) {
    this.writes = { name: 'write', perMinute: options.writesPerMinute };
    this.reads = { name: 'read', perMinute: options.readsPerMinute };
  }

  /** Counts one request of a user. */
  async take(userId: string, kind: Quota['name']): Promise<Verdict> {
    const quota = kind === 'write' ? this.writes : this.reads;
    const key = `limit:${kind}:${userId}`;
    if (!this.isAway) {
      try {
        return await this.together.add({ key, quota });
      } catch (error) {
        this.awayUntil = performance.now() + AWAY_MS;
        log.debug({ err: error }, 'limits are counted here, redis is away');
      }
    }
    return this.takeHere(key, quota);
  }

  /** Whether a refusal of this user is worth a record: the first in a minute is, as far as this replica knows. */
  isNews(userId: string): boolean {
    if (this.told.has(userId)) return false;
    this.told.set(userId, true);
    return true;
  }

  /** Tells what the limit said in the headers of the answer. Fails with: rate_limited. */
  tell(verdict: Verdict, reply: FastifyReply): void {
    reply.header('ratelimit-limit', verdict.limit);
    reply.header('ratelimit-remaining', Math.max(0, verdict.remaining));
    reply.header('ratelimit-reset', verdict.waitS);
    if (verdict.remaining >= 0) return;
    throw new DomainError('rate_limited', 'Too many requests of one user.', { retry_after: verdict.waitS });
  }

  private get isAway(): boolean {
    return !this.denyList.connection || performance.now() < this.awayUntil;
  }

  private async takeThere(all: readonly Taking[]): Promise<Verdict[]> {
    const redis = this.denyList.connection;
    if (!redis || this.isAway) throw new Error('redis did not answer those before');
    const asked = [...all.map(({ key }) => key), ...all.map(({ quota }) => quota.perMinute)];
    const said = (await redis.evalsha(SCRIPT_ID, all.length, ...asked).catch((error: Error) => {
      if (error.message.startsWith('NOSCRIPT')) return redis.eval(TAKE, all.length, ...asked);
      throw error;
    })) as string[];
    return all.map(({ quota }, i) => verdictOf(quota, Number(said[2 * i]), Number(said[2 * i + 1])));
  }

  private takeHere(key: string, quota: Quota): Verdict {
    const { paidUntilUs, verdict } = take(this.here.get(key) ?? 0, performance.now() * 1000, quota);
    this.here.set(key, paidUntilUs);
    return verdict;
  }
}
