/** How long a token for a new password is good. */
export const RESET_MINUTES = 30;
/** So many letters in an hour; a mailbox can be flooded by whoever knows its address. */
export const LETTERS_MOST = 3;
export const LETTERS_WITHIN_MS = 60 * 60_000;

export function resetExpiry(now: Date): Date {
  return new Date(now.getTime() + RESET_MINUTES * 60_000);
}
