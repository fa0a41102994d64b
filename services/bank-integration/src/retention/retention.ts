const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A key is good for a day; the second one is for clocks that differ and whoever asks at the last moment. */
const KEYS_MS = 2 * DAY_MS;
/** What somebody said yes or no to is kept for as long as a transfer is usually disputed. */
const CONFIRMATIONS_MS = 90 * DAY_MS;

/** What was made before these moments is forgotten. */
export function forgottenBefore(now: Date): { keys: Date; confirmations: Date } {
  return { keys: new Date(now.getTime() - KEYS_MS), confirmations: new Date(now.getTime() - CONFIRMATIONS_MS) };
}
