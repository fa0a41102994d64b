import { invalid } from '@florin/kernel';
import type { Role } from '@florin/contracts';

export const userStatuses = ['active', 'disabled'] as const;
export type UserStatus = (typeof userStatuses)[number];

/** A person with a login. What proves the person (the password) is never part of it. */
export interface User {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly username: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string | null;
  readonly roles: readonly Role[];
  readonly status: UserStatus;
  /** Whether a login needs the second factor too. */
  readonly totpEnabled: boolean;
  /** Counts the changes of rights: a token with an older number is refused. */
  readonly gen: number;
  /** What other banks may know the person by; never the id. */
  readonly customerOid: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
}

/** A name as it is written on an envelope. A person of one name has no last name. */
export function fullNameOf(name: PersonName): string {
  return `${name.firstName} ${name.lastName}`.trim();
}

/** The name of a person who told it whole or in two parts; both are welcome when they say the same. */
export function nameOf(told: { fullName?: string; firstName?: string; lastName?: string }): PersonName {
  const { fullName, firstName, lastName } = told;
  if (firstName !== undefined || lastName !== undefined) {
    if (firstName === undefined) throw invalid('first_name', 'is required beside last_name');
    if (lastName === undefined) throw invalid('last_name', 'is required beside first_name');
    const name = { firstName, lastName };
    if (fullName !== undefined && oneSpaced(fullName) !== oneSpaced(fullNameOf(name))) {
      throw invalid('full_name', 'differs from first_name and last_name');
    }
    return name;
  }
  if (fullName === undefined) throw invalid('full_name', 'is required, or first_name and last_name');
  const words = oneSpaced(fullName).split(' ');
  return words.length === 1
    ? { firstName: words[0]!, lastName: '' }
    : { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1)! };
}

function oneSpaced(text: string): string {
  return text.trim().replace(/\s+/gu, ' ');
}

/** E-mail addresses and usernames are one whatever their case. */
export function sameLetters(text: string): string {
  return text.toLowerCase();
}

/** Printable ASCII alone: letters that only look alike would make two people of one address. */
export const EMAIL = /^[\x21-\x7e]{1,64}@[\x21-\x7e]{1,189}$/;
export const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,49}$/;
export const PHONE = /^\+?[0-9(][0-9 ().-]{3,18}$/;

/** A username holds no @, so a login that has one is an e-mail address. */
export function isEmailLogin(login: string): boolean {
  return login.includes('@');
}
