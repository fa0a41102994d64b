import { createHmac } from 'node:crypto';

/**
 * What a page must repeat beside the cookies of a session: a MAC of the session's id, which was drawn by chance. It is
 * one and the same as long as the session lives and the master key stays, so that a refresh in one tab does not stop
 * the others.
 */
export function csrfTokenOf(sessionId: string, key: Buffer): string {
  return createHmac('sha256', key).update(sessionId).digest('base64url');
}
