import { createHash } from 'node:crypto';

/** How long somebody who knows the password may look for the second factor, and how often they may be wrong. */
export const CHALLENGE_MS = 5 * 60_000;
export const CHALLENGE_TRIES = 5;
/** How often a first code may be wrong before the secret that it was to confirm is dead. */
export const SETUP_TRIES = 5;
/** Over all challenges: whoever knows the password could begin new ones for ever. */
export const FAILURES_MOST = 10;
export const FAILURES_MS = 15 * 60_000;
export const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;

/** What an authenticator app is set up with. */
export interface Offer {
  readonly secret: string;
  readonly uri: string;
  readonly qrCode: string;
}

/** The second factor of a person as it is kept. */
export interface Totp {
  readonly userId: string;
  readonly tenantId: string;
  readonly secretSealed: Buffer;
  readonly confirmedAt: Date | null;
  readonly lastStep: number;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly createdAt: Date;
}

/** The secret of a second factor, and whose it is. */
export type SealedSecret = Pick<Totp, 'userId' | 'tenantId' | 'secretSealed'>;

/** What the secret is sealed for: moved to another person or another column, it does not open. */
export function sealName(totp: Pick<Totp, 'tenantId' | 'userId'>): string {
  return `${totp.tenantId}|totp|${totp.userId}|secret|1`;
}

/** Failures so far in the running window; none when it has passed. */
export function failuresNow(totp: Pick<Totp, 'failures' | 'failingSince'>, now: Date): number {
  return totp.failingSince && now.getTime() - totp.failingSince.getTime() < FAILURES_MS ? totp.failures : 0;
}

/** Seconds until codes are looked at again; 0 when they are. */
export function pauseS(totp: Pick<Totp, 'failures' | 'failingSince'>, now: Date): number {
  if (failuresNow(totp, now) < FAILURES_MOST || !totp.failingSince) return 0;
  return Math.max(1, Math.ceil((totp.failingSince.getTime() + FAILURES_MS - now.getTime()) / 1000));
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** A recovery code of 80 bits for people to write down: `abcd-efgh-ijkl-mnop`. */
export function recoveryCodeOf(random: Buffer): string {
  const bits = [...random.subarray(0, RECOVERY_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => LETTERS.charAt(Number.parseInt(five, 2))).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** How a recovery code is kept. Blanks, hyphens and capitals are how people write, not part of it. */
export function recoveryDigestOf(userId: string, code: string): Buffer {
  const plain = code.toLowerCase().replaceAll(/[\s-]/g, '');
  return createHash('sha256').update(`${userId}|${plain}`).digest();
}
