import { hash } from 'node:crypto';
import { DomainError } from '@florin/kernel';
import { isForeign, type Carrier } from './token-of.js';

/** Whose pages may use the bank's cookies: its own, and those of the listed origins. */
export interface OwnSites {
  readonly publicUrl: string;
  readonly origins: readonly string[];
}

/** Where a page repeats what its readable cookie says: only pages that may read the cookie can. */
const CSRF_HEADER = 'x-csrf-token';

/** What an access token says of the text that must come with it as a cookie; it does not give the text away. */
export function csrfClaimOf(csrfToken: string): string {
  return hash('sha256', csrfToken, 'base64url');
}

/** Whether the request brings the text that belongs to the claim. */
export function bringsCsrfToken(request: Carrier, claim: string | undefined): boolean {
  const brought = request.headers[CSRF_HEADER];
  return typeof brought === 'string' && claim !== undefined && csrfClaimOf(brought) === claim;
}

/**
 * For what sets cookies or is asked by cookie: it comes from a page of ours. What changes something by cookie must say
 * so; a login or a read may come from a client that is no browser and says nothing of where it stands.
 * Fails with: foreign_origin.
 */
export function assertOwnSite(request: Carrier, sites: OwnSites, what: 'change' | 'read' | 'login'): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isSilent = origin === undefined && site === undefined;
  if ((what === 'change' && isSilent) || isForeign(request, sites)) throw new DomainError('foreign_origin');
}
