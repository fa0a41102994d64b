/** A person from one address: so many wrong passwords in the window, then nothing for as long. */
export const PAIR_FAILURES = 5;
export const PAIR_S = 15 * 60;

/** A person over all addresses: so many in a day, then a pause after each, which grows. */
export const ACCOUNT_FAILURES = 20;
export const DAY_S = 24 * 60 * 60;
const PAUSE_MOST_S = 5 * 60;

/**
 * How long nobody new may try after so many failures in a day. It doubles up to a bound, so a stranger who guesses
 * makes about three hundred guesses a day, and can never lock the person out: known addresses do not wait.
 */
export function pauseAfter(failures: number): number {
  if (failures <= ACCOUNT_FAILURES) return 0;
  return Math.min(PAUSE_MOST_S, 2 ** Math.min(failures - ACCOUNT_FAILURES, 16));
}
