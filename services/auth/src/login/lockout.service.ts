import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, strangerAt } from '@florin/platform/audit';
import { DenyList } from '@florin/platform/auth';
import { asTenant, Database } from '@florin/platform/database';
import { CONFIG, type Config } from '../config.js';
import type { ErrorCode } from '../errors.js';
import { SessionRepository } from '../session/session.repository.js';
import { sameLetters } from '../user/user.js';
import { DAY_S, PAIR_FAILURES, PAIR_S, pauseAfter } from './lockout.js';

/** Who tries to be let in as whom: a login that nobody has is counted as if somebody had it. */
export interface Attempt {
  /** Undefined for a bank that does not exist. */
  readonly tenantId: string | undefined;
  readonly login: string;
  readonly userId?: string | undefined;
  readonly ip: string | null;
}

interface Limits {
  readonly pair: RateLimiterAbstract;
  readonly account: RateLimiterAbstract;
  readonly pause: RateLimiterAbstract;
  readonly address: RateLimiterAbstract;
}

const UNBOUNDED = 1_000_000_000;

/** Slows down who guesses passwords. It counts in Redis over all replicas, and by itself while Redis is away. */
@Injectable()
export class LockoutService {
  private made: Limits | undefined;

  constructor(
    private readonly denials: DenyList,
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly trail: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Makes an attempt, which gives nothing when it failed. However many come at once, no more failures are told of than
   * the limit allows, and a right password beyond it is no better than a wrong one. Fails with: too_many_attempts.
   */
  async guard<T>(attempt: Attempt, work: () => Promise<T | undefined>): Promise<T | undefined> {
    await this.assertOpen(attempt);
    const done = await work();
    if (done === undefined) {
      await this.count(attempt);
      return undefined;
    }
    await this.assertOpen(attempt);
    await this.limits.pair.delete(keysOf(attempt).pair);
    return done;
  }

  private async assertOpen(attempt: Attempt): Promise<void> {
    const { pair, account, address } = keysOf(attempt);
    const { limits } = this;
    const [tried, paused, outside] = await Promise.all([
      limits.pair.get(pair),
      limits.pause.get(account),
      limits.address.get(address),
    ]);
    if (tried && tried.consumedPoints >= PAIR_FAILURES) throw tooMany(tried);
    if (outside && outside.consumedPoints >= this.config.LOGIN_FAILURES_PER_ADDRESS) throw tooMany(outside);
    if (paused && !(await this.isKnownAddress(attempt))) throw tooMany(paused);
  }

  private async count(attempt: Attempt): Promise<void> {
    const keys = keysOf(attempt);
    const { limits } = this;
    const [pair, account, address] = await Promise.all([
      consumed(limits.pair, keys.pair),
      consumed(limits.account, keys.account),
      consumed(limits.address, keys.address),
    ]);
    if (pair.consumedPoints === PAIR_FAILURES) {
      await limits.pair.block(keys.pair, PAIR_S);
      this.tell(attempt, 'person_and_address');
    }
    const pauseS = pauseAfter(account.consumedPoints);
    if (pauseS > 0) {
      await limits.pause.block(keys.account, pauseS);
      this.tell(attempt, 'person');
    }
    if (address.consumedPoints === this.config.LOGIN_FAILURES_PER_ADDRESS) this.tell(attempt, 'address');
    const over = pair.consumedPoints > PAIR_FAILURES ? pair : address;
    if (over === pair || address.consumedPoints > this.config.LOGIN_FAILURES_PER_ADDRESS) throw tooMany(over);
  }

  /** Whoever was let in from there before is not held up by strangers. */
  private async isKnownAddress({ tenantId, userId, ip }: Attempt): Promise<boolean> {
    if (tenantId === undefined || userId === undefined || ip === null) return false;
    return asTenant(this.database.reader, tenantId, (tx) => this.sessions.isKnownAddress(tx, { tenantId, userId, ip }));
  }

  private tell({ tenantId, userId, ip }: Attempt, limit: string): void {
    if (tenantId === undefined) return;
    const object = userId === undefined ? null : { kind: 'user', id: userId };
    const deed = { tenant: tenantId, action: 'limit.hit', object, outcome: 'refused', details: { limit } } as const;
    this.trail.tell(auditOf(strangerAt(ip), { ...deed, reason: 'too_many_attempts' }));
  }

  private get limits(): Limits {
    this.made ??= {
      pair: this.limit('pair', PAIR_FAILURES, PAIR_S),
      account: this.limit('account', UNBOUNDED, DAY_S),
      pause: this.limit('pause', 1, DAY_S),
      address: this.limit('address', this.config.LOGIN_FAILURES_PER_ADDRESS, DAY_S),
    };
    return this.made;
  }

  private limit(name: string, points: number, duration: number): RateLimiterAbstract {
    const own = { keyPrefix: `lockout:${name}`, points, duration };
    const storeClient = this.denials.connection;
    const here = new RateLimiterMemory(own);
    if (!storeClient) return here;
    return new RateLimiterRedis({ ...own, storeClient, rejectIfRedisNotReady: true, insuranceLimiter: here });
  }
}

/** Names that say nothing about whom they belong to, and are short whatever was typed. */
function keysOf({ tenantId, login, userId, ip }: Attempt): Record<'pair' | 'account' | 'address', string> {
  const account = hash('sha256', `${tenantId ?? ''}|${userId ?? sameLetters(login)}`, 'base64url');
  const address = ip ?? 'unknown';
  return { pair: `${account}|${address}`, account, address };
}

/** Counts one; what is over the limit is told as an answer and not thrown. */
async function consumed(limit: RateLimiterAbstract, key: string): Promise<RateLimiterRes> {
  try {
    return await limit.consume(key);
  } catch (over) {
    if (over instanceof RateLimiterRes) return over;
    throw over;
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): DomainError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new DomainError<ErrorCode>('too_many_attempts', 'Wait a while.', { retry_after: seconds });
}
