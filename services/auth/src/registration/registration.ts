import { createHash } from 'node:crypto';
import { sameLetters, type PersonName } from '../user/user.js';

/** What a stranger asks for: to become a customer of a bank. */
export interface Registration {
  readonly tenantId: string;
  readonly email: string;
  readonly username: string | null;
  readonly name: PersonName;
  readonly phone: string | null;
}

/**
 * What makes two registrations the same. The password is not part of it: beside the rest in the clear, a stored
 * digest of it could be guessed offline. A repeat proves its password against the stored hash instead.
 */
export function fingerprintOf(registration: Registration): Buffer {
  const { tenantId, email, username, name, phone } = registration;
  const command = [tenantId, sameLetters(email), username, name.firstName, name.lastName, phone];
  return createHash('sha256').update(JSON.stringify(command)).digest();
}
