import {
  BrokenCircuitError,
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { DomainError } from '@florin/kernel';

export type Circuit = 'closed' | 'open' | 'half_open';

const FAILURES_MOST = 5;
/** An open circuit is tried again after this long, then after twice as long. */
const OPEN_MS = 1_000;
const OPEN_MS_MOST = 5_000;
/** Payments under way at once, and apart from them questions: neither can take the other's places. */
export const PAYMENTS_AT_ONCE = 8;
const QUESTIONS_AT_ONCE = 8;
const QUESTIONS_WAITING = 32;
const QUESTION_MS = 2_000;
/** So much of its time a payment may lack, by chance: those that went out together are not given up together. */
const TIME_LESS_MOST = 0.4;

/** What the other bank says is an answer, also when it is a refusal; only silence and its own faults count. */
const isFault = (error: unknown): boolean => !(error instanceof DomainError) && !(error instanceof BrokenCircuitError);
/** A connection that broke at once may be tried again at once; a clock that ran out may not. */
const isBroken = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof Error && error.name === 'BankFault');

/** An answer of the other bank that is its own fault: it may well be right the next time. */
export class BankFault extends Error {
  override readonly name = 'BankFault';
}

/**
 * The line to one other bank: each call has its time, broken ones are repeated with jitter, a bank that fails over and
 * over is left alone for a while, and no more calls are out at once than have a place.
 */
export class Line {
  private readonly breaker = circuitBreaker(handleWhen(isFault), {
    breaker: new ConsecutiveBreaker(FAILURES_MOST),
    halfOpenAfter: new ExponentialBackoff({ initialDelay: OPEN_MS, maxDelay: OPEN_MS_MOST }),
  });
  private readonly again = retry(handleWhen(isBroken), {
    maxAttempts: 1,
    backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }),
  });
  private readonly payments = wrap(bulkhead(PAYMENTS_AT_ONCE), this.again, this.breaker);
  private readonly questions = wrap(bulkhead(QUESTIONS_AT_ONCE, QUESTIONS_WAITING), this.again, this.breaker);

  /** `chance` is drawn from 0 (included) to 1 (excluded) for each payment. */
  constructor(
    private readonly timeoutMs: number,
    private readonly chance: () => number = Math.random,
  ) {}

  get circuit(): Circuit {
    switch (this.breaker.state) {
      case CircuitState.Closed:
        return 'closed';
      case CircuitState.HalfOpen:
        return 'half_open';
      default:
        return 'open';
    }
  }

  /** Carries a payment over. */
  pay<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const ms = this.timeoutMs * (1 - this.chance() * TIME_LESS_MOST);
    return this.payments.execute(({ signal }) => within(ms, call, signal));
  }

  /** Asks something that has no effect. */
  ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.questions.execute(({ signal }) => within(Math.min(QUESTION_MS, this.timeoutMs), call, signal));
  }
}

function within<T>(ms: number, call: (signal: AbortSignal) => Promise<T>, cancelled: AbortSignal): Promise<T> {
  return timeout(ms, TimeoutStrategy.Aggressive).execute(({ signal }) => call(signal), cancelled);
}
