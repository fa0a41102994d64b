import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scopesOf, type Role, type Scope } from '@florin/contracts';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

/** Who a spec pretends to be; what is left out is a customer of the first tenant with every scope of the roles. */
export interface Bearer {
  readonly userId?: string;
  readonly tenantId?: string;
  readonly roles?: readonly Role[];
  readonly scopes?: readonly Scope[];
  readonly sessionId?: string;
  readonly tokenId?: string;
  readonly username?: string;
  readonly gen?: number;
  /** Seconds from now; negative for a token that is over. */
  readonly expiresIn?: number;
  /** For forged ones. */
  readonly issuer?: string;
  readonly audience?: string;
  readonly type?: string;
}

export interface TokenMaker {
  /** The address to give a service as JWKS_URL. */
  readonly jwksUrl: string;
  readonly jwks: { readonly keys: JWK[] };
  /** A signed access token as auth issues them. */
  token(bearer?: Bearer): Promise<string>;
  /** The whole Authorization header of such a token. */
  authorization(bearer?: Bearer): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

export const FIRST_TENANT = '01900000-0000-7000-8000-000000000001';

/** An auth service in small for the specs of the others: one ES256 key, its JWKS over HTTP, tokens for anybody. */
export async function tokenMaker(publicUrl = 'http://localhost:8080'): Promise<TokenMaker> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const kid = randomUUID();
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const token = (bearer: Bearer = {}): Promise<string> => {
    const roles = bearer.roles ?? ['customer'];
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      client_id: 'florin',
      scope: (bearer.scopes ?? scopesOf(roles)).join(' '),
      tenant_id: bearer.tenantId ?? FIRST_TENANT,
      roles,
      sid: bearer.sessionId ?? randomUUID(),
      gen: bearer.gen ?? 0,
      acr: '1',
      amr: ['pwd'],
      auth_time: now,
      ...(bearer.username === undefined ? {} : { preferred_username: bearer.username }),
    })
      .setProtectedHeader({ alg: 'ES256', kid, typ: bearer.type ?? 'at+jwt' })
      .setIssuer(bearer.issuer ?? publicUrl)
      .setSubject(bearer.userId ?? randomUUID())
      .setAudience(bearer.audience ?? `${publicUrl}/api`)
      .setJti(bearer.tokenId ?? randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + (bearer.expiresIn ?? 300))
      .sign(privateKey);
  };
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/jwks`,
    jwks,
    token,
    authorization: async (bearer) => ({ authorization: `Bearer ${await token(bearer)}` }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
