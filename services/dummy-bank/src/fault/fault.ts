/** How this bank is to misbehave, so that its callers can be tested. */
export interface Faults {
  /** Every answer waits this long. */
  readonly latencyMs: number;
  /** The share of requests that are answered with an error, 0 to 1. */
  readonly errorRate: number;
  /** Connections are cut without an answer, and nobody is called back. */
  readonly away: boolean;
  /** The share of payments that are taken without a word: the caller gets no answer at all, 0 to 1. */
  readonly silentRate: number;
  /** How long a payment takes to settle. */
  readonly settleMs: number;
  /** How late the other bank is called back. */
  readonly callbackDelayMs: number;
  /** How often each callback is made. */
  readonly callbackCopies: number;
  /** No callback is made at all. */
  readonly callbacksLost: boolean;
}

export const noFaults: Faults = {
  latencyMs: 0,
  errorRate: 0,
  away: false,
  silentRate: 0,
  settleMs: 200,
  callbackDelayMs: 0,
  callbackCopies: 1,
  callbacksLost: false,
};

/** What happens to one request after the wait; `chance` is drawn from 0 (included) to 1 (excluded). */
export function strike(faults: Faults, chance: number): 'cut' | 'error' | 'answer' {
  if (faults.away) return 'cut';
  return chance < faults.errorRate ? 'error' : 'answer';
}
