import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@florin/kernel';
import { assertOwnSite, bringsCsrfToken, cookieName, cookieOf, csrfClaimOf } from '@florin/platform/auth';
import { CONFIG, type Config } from '../config.js';
import { MasterKeyService } from '../key/master-key.service.js';
import { setCookieOf } from './cookie.js';
import { csrfTokenOf } from './csrf.js';
import { ACCESS_TOKEN_S, REFRESH_TOKEN_S, type Tokens } from './session.js';

/** Hands tokens to browsers as cookies that no page can read, and takes them back. */
@Injectable()
export class CookieService {
  private readonly names: { readonly at: string; readonly rt: string; readonly csrf: string };
  private readonly sites: { readonly publicUrl: string; readonly origins: readonly string[] };
  private readonly secure: boolean;
  private readonly csrfKeys: readonly Buffer[];

  constructor(@Inject(CONFIG) config: Config, masters: MasterKeyService) {
    const publicUrl = config.PUBLIC_URL;
    this.names = {
      at: cookieName('at', publicUrl),
      rt: cookieName('rt', publicUrl),
      csrf: cookieName('csrf', publicUrl),
    };
    this.sites = { publicUrl, origins: config.CORS_ORIGINS };
    this.secure = publicUrl.startsWith('https:');
    this.csrfKeys = masters.derived('csrf');
  }

  /** What a page must repeat to use the cookies of a session. */
  csrfTokenOf(sessionId: string): string {
    return csrfTokenOf(sessionId, this.csrfKeys[0]!);
  }

  /** A login that sets cookies must not be another site's doing. Fails with: foreign_origin. */
  assertLogin(request: FastifyRequest): void {
    assertOwnSite(request, this.sites, 'login');
  }

  /** What comes by cookie comes from a page of ours. Fails with: foreign_origin. */
  assertOwn(request: FastifyRequest): void {
    assertOwnSite(request, this.sites, 'change');
  }

  /** And the page proves that it may read the session's cookie. Fails with: csrf_token_invalid. */
  assertProof(request: FastifyRequest, sessionId: string): void {
    const claims = this.csrfKeys.map((key) => csrfClaimOf(csrfTokenOf(sessionId, key)));
    if (!claims.some((claim) => bringsCsrfToken(request, claim))) throw new DomainError('csrf_token_invalid');
  }

  /** The tokens that came as cookies. */
  carried(request: FastifyRequest): { accessToken?: string; refreshToken?: string } {
    const { cookie } = request.headers;
    return { accessToken: cookieOf(cookie, this.names.at), refreshToken: cookieOf(cookie, this.names.rt) };
  }

  /** Gives a browser the whole session. */
  give(reply: FastifyReply, tokens: Tokens): void {
    this.giveAccess(reply, tokens, REFRESH_TOKEN_S);
    this.set(reply, this.names.rt, tokens.refreshToken, REFRESH_TOKEN_S);
  }

  /** Gives a browser the access token alone. */
  giveAccess(reply: FastifyReply, tokens: Tokens, csrfLifeS = ACCESS_TOKEN_S): void {
    this.set(reply, this.names.at, tokens.accessToken, ACCESS_TOKEN_S);
    this.set(reply, this.names.csrf, this.csrfTokenOf(tokens.sessionId), csrfLifeS);
  }

  /** Takes everything back from a browser that has something. */
  clear(request: FastifyRequest, reply: FastifyReply): void {
    for (const name of Object.values(this.names)) {
      if (cookieOf(request.headers.cookie, name) !== undefined) this.set(reply, name, '', 0);
    }
  }

  private set(reply: FastifyReply, name: string, value: string, lifeS: number): void {
    const readable = name === this.names.csrf;
    reply.header('set-cookie', setCookieOf({ name, value, lifeS, readable }, this.secure));
  }
}
