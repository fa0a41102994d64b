import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

/** What the guard of a service needs to know. */
export interface AuthOptions {
  /** Issuer of the tokens; with `/api` their audience. */
  readonly publicUrl: string;
  /** The Redis that keeps revocations. */
  readonly redisUrl: string;
  /** Origins beside the bank's own whose pages may use its cookies. */
  readonly origins: readonly string[];
  readonly writesPerMinute: number;
  readonly readsPerMinute: number;
}

export const AUTH_OPTIONS = Symbol('florin.auth-options');
export const KEY_SOURCE = Symbol('florin.key-source');

/**
 * Is told of routes that were refused to a known caller, and once a minute of a limit that one has hit. A service
 * without one tells nobody.
 */
export interface RefusalWitness {
  refused(request: FastifyRequest, caller: Caller, reason: string): void;
}

export const REFUSAL_WITNESS = Symbol('florin.refusal-witness');
