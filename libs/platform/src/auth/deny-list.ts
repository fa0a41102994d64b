import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { Redis } from 'ioredis';
import { Lane } from '../lane/index.js';
import { log } from '../telemetry/index.js';
import type { Caller } from './caller.js';
import { Denials, keysOf, type Denial, type DenialKind } from './denials.js';
import { AUTH_OPTIONS, type AuthOptions } from './options.js';
import { fieldsOf, RevocationFeed, STREAM } from './revocation-feed.js';

/** A token lives five minutes; a denial a little longer, because clocks differ. */
const DENIAL_S = 360;
/** The stream keeps more than its followers read at their start. */
const STREAM_KEPT_MS = 600_000;
/** Without news for as long as a token lives, the local set says nothing any more. */
const BLIND_MS = 300_000;
/** So many callers are asked about in one question. */
const TOGETHER_MOST = 200;
/** A follower hears at least this often, if only that nothing happened. */
const QUIET_MS = 15_000;

/** Sets the lowest generation still good, and never lowers it. */
const RAISE = `local held = redis.call('GET', KEYS[1])
if not held or tonumber(held) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end`;

/** Who may not come in any more although the token is good: known in Redis, and followed by every replica. */
@Injectable()
export class DenyList implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly name = 'redis';
  private readonly denials = new Denials();
  private redis: Redis | undefined;
  private feed: RevocationFeed | undefined;
  /** Those who come while one question travels are asked about in the next. */
  private readonly together = new Lane<Caller, boolean>((callers) => this.askAll(callers), { most: TOGETHER_MOST });

  constructor(@Inject(AUTH_OPTIONS) private readonly options: AuthOptions) {}

  /** The open connection, for a question that travels with one of ours; undefined before the start. */
  get connection(): Redis | undefined {
    return this.redis;
  }

  async onApplicationBootstrap(): Promise<void> {
    this.redis = new Redis(this.options.redisUrl, {
      lazyConnect: true,
      connectionName: `florin-deny-${process.pid}`,
      disconnectTimeout: 100,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 1000,
      connectTimeout: 2000,
      retryStrategy: (times) => Math.min(50 * times, 1000),
    });
    this.redis.on('error', (error: Error) => log.debug({ err: error }, 'redis (revocation)'));
    this.feed = new RevocationFeed(this.options.redisUrl, (denial) => this.denials.add(denial, Date.now()));
    await this.redis.connect().catch((error: unknown) => log.warn({ err: error }, 'redis (revocation) is away'));
    await this.feed.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.feed?.stop();
    this.redis?.disconnect();
  }

  /** Ends a session: its access tokens are dead at once. Fails with: revocation_unavailable. */
  denySession(sessionId: string, ttlS = DENIAL_S): Promise<void> {
    return this.deny([{ kind: 'sid', id: sessionId, value: 1, ttlS }]);
  }

  /** Ends one token. Fails with: revocation_unavailable. */
  denyToken(tokenId: string, ttlS = DENIAL_S): Promise<void> {
    return this.deny([{ kind: 'jti', id: tokenId, value: 1, ttlS }]);
  }

  /** Ends all tokens of a user of a generation below the given one. Fails with: revocation_unavailable. */
  denyUser(userId: string, lowestGeneration: number, ttlS = DENIAL_S): Promise<void> {
    return this.deny([{ kind: 'user', id: userId, value: lowestGeneration, ttlS }]);
  }

  /** Ends all tokens of a tenant that were issued up to now. Fails with: revocation_unavailable. */
  denyTenant(tenantId: string, upToS = Math.floor(Date.now() / 1000), ttlS = DENIAL_S): Promise<void> {
    return this.deny([{ kind: 'tenant', id: tenantId, value: upToS, ttlS }]);
  }

  /** Several denials as one: all of them are known afterwards, or none and the caller hears it. */
  async deny(denials: readonly { kind: DenialKind; id: string; value: number; ttlS?: number }[]): Promise<void> {
    if (denials.length === 0) return;
    const now = Date.now();
    const whole = denials.map((one): Denial => ({ ...one, untilMs: now + (one.ttlS ?? DENIAL_S) * 1000 }));
    try {
      if (!this.redis) throw new Error('the deny list is not open');
      const multi = this.redis.multi();
      for (const one of whole) {
        const key = `deny:${one.kind}:${one.id}`;
        const ttlS = Math.ceil((one.untilMs - now) / 1000);
        if (one.kind === 'user' || one.kind === 'tenant') multi.eval(RAISE, 1, key, one.value, ttlS);
        else multi.set(key, one.value, 'EX', ttlS);
        multi.xadd(STREAM, 'MINID', '~', now - STREAM_KEPT_MS, '*', ...fieldsOf(one));
      }
      const answers = await multi.exec();
      const fault = answers?.find(([error]) => error)?.[0];
      if (!answers || fault) throw fault ?? new Error('the transaction was discarded');
    } catch (error) {
      throw unavailable(error);
    }
    for (const one of whole) this.denials.add(one, now);
  }

  /**
   * Whether the token was revoked, as this replica has heard. Reads go on by this alone.
   * Fails with: revocation_unavailable, when nothing was heard for as long as a token lives.
   */
  has(caller: Caller): boolean {
    if (!this.feed || this.feed.silentMs() > BLIND_MS) throw unavailable();
    return this.denials.has(caller, Date.now());
  }

  /** Whether the token was revoked, as Redis says now. Fails with: revocation_unavailable. */
  async ask(caller: Caller): Promise<boolean> {
    try {
      return await this.together.add(caller);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Whether nobody, on any replica, has used this name up before. Fails with: revocation_unavailable. */
  async firstUse(name: string, ttlS: number): Promise<boolean> {
    try {
      if (!this.redis) throw new Error('the deny list is not open');
      return (await this.redis.set(name, 1, 'EX', ttlS, 'NX')) === 'OK';
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** The health check `redis`: it answers, and the news still come. */
  async check(): Promise<void> {
    if (!this.redis || !this.feed) throw new Error('the deny list is not open');
    await this.redis.ping();
    if (this.feed.silentMs() > QUIET_MS) throw new Error('the revocations are not heard');
  }

  private async askAll(callers: readonly Caller[]): Promise<boolean[]> {
    if (!this.redis) throw new Error('the deny list is not open');
    const held = await this.redis.mget(callers.flatMap(keysOf));
    return callers.map((caller, i) => {
      const [session, token, user, tenant] = held.slice(4 * i, 4 * i + 4);
      return (
        session != null ||
        token != null ||
        (user != null && caller.generation < Number(user)) ||
        (tenant != null && caller.issuedAt <= Number(tenant))
      );
    });
  }
}

function unavailable(error?: unknown): DomainError {
  // The refusal itself is logged by the filter, once per request; why, only for those who look.
  if (error !== undefined) log.debug({ err: error }, 'revocations cannot be read or written');
  return new DomainError('revocation_unavailable', undefined, { retry_after: 1 });
}
