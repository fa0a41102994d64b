import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { assert } from '@florin/kernel';
import { roles, scopes, type Role, type Scope } from '@florin/contracts';

/** Who calls, as the access token says. */
export interface Caller {
  readonly userId: string;
  readonly tenantId: string;
  readonly roles: Role[];
  readonly scopes: Scope[];
  readonly sessionId: string;
  readonly tokenId: string;
  readonly clientId?: string;
  readonly username?: string;
  /** Counts the changes of the user's rights; a token of an older generation is dead. */
  readonly generation: number;
  /** What a request must prove beside this token where it comes as a cookie. */
  readonly csrf?: string;
  /** Seconds since 1970, as in the token. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The thumbprint of the key that whoever shows the token must prove to have (RFC 9449). */
  readonly boundTo?: string;
  /** The token itself, for a service that must ask another in the caller's name. */
  readonly token: string;
}

/** The claims of an access token (RFC 9068) that Florin reads. */
export interface AccessClaims {
  readonly sub: string;
  readonly aud: string;
  readonly tenant_id: string;
  readonly roles: readonly string[];
  readonly scope: string;
  readonly sid: string;
  readonly jti: string;
  readonly client_id?: string;
  readonly preferred_username?: string;
  readonly gen?: number;
  readonly cnf?: { readonly jkt?: string };
  readonly csrf?: string;
  readonly iat: number;
  readonly exp: number;
}

const isWord = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Reads verified claims; undefined when one that Florin needs is missing or of the wrong kind. */
export function callerOf(claims: Partial<AccessClaims>, token: string): Caller | undefined {
  const { sub, tenant_id, sid, jti, iat, exp, gen = 0, scope, roles: held } = claims;
  if (!isWord(sub) || !isWord(tenant_id) || !isWord(sid) || !isWord(jti)) return undefined;
  if (typeof iat !== 'number' || typeof exp !== 'number' || typeof gen !== 'number') return undefined;
  if (typeof scope !== 'string' || !Array.isArray(held)) return undefined;
  return {
    userId: sub,
    tenantId: tenant_id,
    roles: roles.filter((role) => held.includes(role)),
    scopes: scope.split(' ').filter((word): word is Scope => Object.hasOwn(scopes, word)),
    sessionId: sid,
    tokenId: jti,
    clientId: claims.client_id,
    username: claims.preferred_username,
    generation: gen,
    csrf: typeof claims.csrf === 'string' ? claims.csrf : undefined,
    issuedAt: iat,
    expiresAt: exp,
    // Bound to something that is not a key of ours: nobody can prove to have it.
    ...(claims.cnf === undefined ? {} : { boundTo: String(claims.cnf.jkt) }),
    token,
  };
}

/** The caller of a route that is not public: `@CallerOf() caller: Caller`. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller | null }>();
  assert(caller, 'a route that asks for its caller is not public');
  return caller;
});
