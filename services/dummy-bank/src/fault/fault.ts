/** How this bank is to misbehave, so that its callers can be tested. */
export interface Faults {
  /** Every answer waits this long. */
  readonly latencyMs: number;
  /** The share of requests that are answered with an error, 0 to 1. */
  readonly errorRate: number;
  /** Connections are cut without an answer. */
  readonly away: boolean;
}

export const noFaults: Faults = { latencyMs: 0, errorRate: 0, away: false };

/** What happens to one request after the wait; `chance` is drawn from 0 (included) to 1 (excluded). */
export function strike(faults: Faults, chance: number): 'cut' | 'error' | 'answer' {
  if (faults.away) return 'cut';
  return chance < faults.errorRate ? 'error' : 'answer';
}
