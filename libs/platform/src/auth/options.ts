/** What the guard of a service needs to know. */
export interface AuthOptions {
  /** Issuer of the tokens; with `/api` their audience. */
  readonly publicUrl: string;
  /** The Redis that keeps revocations. */
  readonly redisUrl: string;
}

export const AUTH_OPTIONS = Symbol('florin.auth-options');
export const KEY_SOURCE = Symbol('florin.key-source');
