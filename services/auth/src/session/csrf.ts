import { createHmac, hkdfSync } from 'node:crypto';

/** The key of all CSRF tokens, derived so that it is no other key of the bank. */
export function csrfKeyOf(master: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', 'florin csrf', 32));
}

/**
 * What a page must repeat beside the cookies of a session: a MAC of the session's id, which was drawn by chance. It is
 * one and the same as long as the session lives, so that a refresh in one tab does not stop the others.
 */
export function csrfTokenOf(sessionId: string, key: Buffer): string {
  return createHmac('sha256', key).update(sessionId).digest('base64url');
}
