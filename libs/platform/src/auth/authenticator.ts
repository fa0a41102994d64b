import { hash } from 'node:crypto';
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { DomainError } from '@florin/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ACCESS_TOKEN, AccessTokenStrategy } from './access-token.strategy.js';
import type { Caller } from './caller.js';
import type { KeySource } from './key-source.js';
import { AUTH_OPTIONS, KEY_SOURCE, type AuthOptions } from './options.js';
import { DenyList } from './deny-list.js';
import { assertOwnSite, bringsCsrfToken } from './own-site.js';
import { PROOF_ALGORITHMS, PROOF_KEPT_S, proofName } from './proof.js';
import { cookieName, tokenOf, type CarriedToken } from './token-of.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null on public routes and until the guard has spoken. */
    caller: Caller | null;
  }
}

/** How long a token that was verified needs not be verified again. */
const REMEMBER_MS = 30_000;
const REMEMBERED_MOST = 20_000;
/** Methods that change nothing. */
export const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Passport's guard, made to answer with our own refusals. */
class TokenGuard extends AuthGuard(ACCESS_TOKEN) {
  override handleRequest<T>(fault: unknown, user: T | false, info: unknown): T {
    const refusal = [fault, info].find((one) => one instanceof DomainError);
    if (refusal) throw refusal;
    if (fault || !user) throw new DomainError('unauthenticated', 'The access token is not valid or has expired.');
    return user;
  }
}

/** Finds out who calls. What was verified once is remembered for a short while by the token's hash. */
@Injectable()
export class Authenticator {
  private readonly verified = new LRUCache<string, { caller: Caller; untilMs: number }>({ max: REMEMBERED_MOST });
  private readonly passport = new TokenGuard();
  private readonly cookie: string;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    @Inject(KEY_SOURCE) keys: KeySource,
    private readonly denyList: DenyList,
  ) {
    this.cookie = cookieName('at', options.publicUrl);
    new AccessTokenStrategy(keys, options.publicUrl);
  }

  /**
   * The caller of a request; undefined when it carries no token. Says nothing about revocation.
   * Fails with: unauthenticated, foreign_origin, csrf_token_invalid, unavailable.
   */
  async callerOf(context: ExecutionContext): Promise<Caller | undefined> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const carried = tokenOf(request, this.cookie);
    if (!carried) return undefined;
    const isChange = carried.by === 'cookie' && !SAFE.has(request.method);
    if (carried.by === 'cookie') assertOwnSite(request, this.options, isChange ? 'change' : 'read');
    const caller = await this.knownOrVerified(context, carried.token);
    if (isChange && !bringsCsrfToken(request, caller.csrf)) throw new DomainError('csrf_token_invalid');
    if (caller.boundTo !== undefined || carried.bound === true) await this.demandProof(context, caller, carried);
    return caller;
  }

  private async knownOrVerified(context: ExecutionContext, token: string): Promise<Caller> {
    const key = hash('sha256', token, 'base64');
    const known = this.verified.get(key);
    if (known && known.untilMs > Date.now()) return known.caller;
    const caller = await this.verify(context, token);
    const untilMs = Math.min(Date.now() + REMEMBER_MS, caller.expiresAt * 1000);
    this.verified.set(key, { caller, untilMs });
    return caller;
  }

  /**
   * A token that is bound to a key is worth nothing without a proof made with that key for this very request, and a
   * proof works once. Fails with: unauthenticated, revocation_unavailable.
   */
  private async demandProof(context: ExecutionContext, caller: Caller, carried: CarriedToken): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const path = request.url.split('?', 1)[0] ?? '';
    const { publicUrl } = this.options;
    const urls = [`${publicUrl}${path}`, `${publicUrl}/v1${path}`];
    const { boundTo } = caller;
    const asked = { method: request.method, urls, token: carried.token, nowMs: Date.now() };
    const name =
      boundTo !== undefined && carried.bound === true
        ? await proofName(request.headers['dpop'], { ...asked, boundTo })
        : undefined;
    if (name !== undefined && (await this.denyList.firstUse(`dpop:${name}`, PROOF_KEPT_S))) return;
    const challenge = `DPoP error="invalid_dpop_proof", algs="${PROOF_ALGORITHMS.join(' ')}"`;
    context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', challenge);
    throw new DomainError('unauthenticated', 'The token is bound to a key: send a fresh DPoP proof beside it.');
  }

  private async verify(context: ExecutionContext, token: string): Promise<Caller> {
    const http = context.switchToHttp();
    try {
      await this.passport.canActivate(context);
      const { user } = http.getRequest<{ user: Caller }>();
      return { ...user, token };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') {
        http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer error="invalid_token"');
      }
      throw error;
    }
  }
}
