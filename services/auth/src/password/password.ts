import { commonPasswords } from './common-passwords.js';

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
export const PASSWORD_TOLD = `${PASSWORD_MIN} to ${PASSWORD_MAX} characters, not a common one; no other rules.`;

/** What a password may not simply be: everybody who knows the person knows it. */
export interface KnownOfPerson {
  readonly email: string;
  readonly username?: string | undefined;
}

/** The one form of a password: the same letters typed on two machines are the same password (NFKC, RFC 8265). */
export function oneForm(password: string): string {
  return password.normalize('NFKC');
}

/** Why a password is too weak, as the end of a sentence; undefined when it will do. No rules of composition. */
export function weaknessOf(password: string, known: KnownOfPerson): string | undefined {
  const letters = [...oneForm(password)];
  if (letters.length < PASSWORD_MIN) return `has fewer than ${PASSWORD_MIN} characters`;
  if (letters.length > PASSWORD_MAX) return `has more than ${PASSWORD_MAX} characters`;
  const plain = letters.join('').toLowerCase();
  if (commonPasswords.has(plain)) return 'is one of the most common passwords';
  if (isRun(letters)) return 'is a single character or a run of the keyboard';
  const names = [known.email, known.email.split('@')[0]!, known.username ?? ''].map((name) => name.toLowerCase());
  if (names.includes(plain)) return 'is the e-mail address or the username';
  return undefined;
}

/** Whether each character follows the one before it by the same step: 11111111, 23456789, hgfedcba. */
function isRun(letters: readonly string[]): boolean {
  const codes = letters.map((letter) => letter.codePointAt(0)!);
  const step = codes[1]! - codes[0]!;
  return Math.abs(step) <= 1 && codes.every((code, i) => i === 0 || code - codes[i - 1]! === step);
}
