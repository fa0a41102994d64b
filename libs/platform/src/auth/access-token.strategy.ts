import type { KeyObject } from 'node:crypto';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { DomainError } from '@florin/kernel';
import { callerOf, type AccessClaims, type Caller } from './caller.js';
import type { KeySource } from './key-source.js';
import { cookieName, tokenOf } from './token-of.js';

export const ACCESS_TOKEN = 'access-token';

interface Verified {
  readonly header: { readonly alg?: string; readonly typ?: string };
  readonly payload: Partial<AccessClaims>;
}

/** The key id that a token's header names; nothing else in the header is believed. */
function keyIdOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    const { kid, alg, typ } = header as { kid?: unknown; alg?: unknown; typ?: unknown };
    return alg === 'ES256' && isAccessTokenType(typ) && typeof kid === 'string' && kid.length <= 256 ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 9068 §4: the type is at+jwt, with or without `application/`, in any case. */
function isAccessTokenType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(application\/)?at\+jwt$/i.test(typ);
}

/** Verifies an access token: signature by a published key, ES256 alone, issuer, audience, age and type. */
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  private readonly audience: string;

  constructor(keys: KeySource, publicUrl: string) {
    const cookie = cookieName('at', publicUrl);
    const audience = `${publicUrl}/api`;
    const options = {
      jwtFromRequest: (request: { headers: Record<string, string> }) => tokenOf(request, cookie)?.token ?? null,
      secretOrKeyProvider: (_request: unknown, token: string, done: (fault: unknown, key?: never) => void) => {
        const keyId = keyIdOf(token);
        if (keyId === undefined) return done(new Error('not an access token'));
        keys.find(keyId).then(
          (key: KeyObject | undefined) => (key ? done(null, key as never) : done(new Error('unknown key'))),
          (fault: unknown) => done(fault),
        );
      },
      algorithms: ['ES256'],
      issuer: publicUrl,
      audience,
      passReqToCallback: true,
      jsonWebTokenOptions: { complete: true },
    } as unknown as StrategyOptionsWithoutRequest;
    super(options);
    this.audience = audience;
  }

  /** Called with what was verified: `complete` also shows the header. */
  validate(request: { headers: Record<string, string> }, verified: unknown): Caller {
    const { header, payload } = verified as Verified;
    const caller = isAccessTokenType(header.typ) && payload.aud === this.audience ? callerOf(payload, '') : undefined;
    if (!caller) throw new DomainError('unauthenticated');
    return caller;
  }
}
