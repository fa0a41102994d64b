import type { Scope } from '@florin/contracts';

/** A token that somebody has brought; it is never passed on. */
export interface Brought {
  readonly token: string;
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Where the tools get a token of the bank's own API from, to ask the other services on somebody's behalf. */
export interface Delegation {
  /** A short token with these scopes and no more. Fails with: unauthenticated, insufficient_scope, unavailable. */
  tokenFor(caller: Brought, scopes: readonly Scope[]): Promise<string>;
}

/** Provider token of the delegation. */
export const DELEGATION = Symbol('florin.delegation');
