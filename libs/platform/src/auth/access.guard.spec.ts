import 'reflect-metadata';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { jest } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { DomainError } from '@florin/kernel';
import { scopesOf, type Role } from '@florin/contracts';
import { createApp, httpProviders } from '../http/index.js';
import {
  Allow, authProviders, CallerOf, csrfClaimOf, DenyList, PublishedKeys, REFUSAL_WITNESS, refusalOf, Sensitive,
  type Caller, type KeySource,
} from './index.js';

const PUBLIC_URL = 'http://localhost:8080';
const bank = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKeyAsSecret = Buffer.from(bank.publicKey.export({ type: 'spki', format: 'pem' }));
const strangersKey = stranger.publicKey.export({ format: 'jwk' });
const ath = (value: string): string => createHash('sha256').update(value).digest('base64url');
let verifications = 0;
const keys: KeySource = {
  find: async (keyId) => {
    verifications += 1;
    if (keyId === 'away') throw new DomainError('unavailable');
    return keyId === 'k1' ? bank.publicKey : undefined;
  },
};

/** The real list needs Redis and has an .int.spec of its own; this one says what the spec wants to hear. */
const denials = { local: false, redis: false, away: false };
const usedProofs = new Set<string>();
const denyList = {
  has: () => denials.local,
  firstUse: async (name: string) => !usedProofs.has(name) && usedProofs.add(name).size > 0,
  ask: async () => {
    if (denials.away) throw new DomainError('revocation_unavailable');
    return denials.redis;
  },
};

const witnessed: string[] = [];
const witness = {
  refused: (request: { url: string }, caller: Caller, reason: string) =>
    void witnessed.push(`${caller.userId} ${request.url} ${reason}`),
};

const ALLOWED = 'https://app.example';
const authConfig = {
  PUBLIC_URL, REDIS_URL: 'redis://127.0.0.1:1', CORS_ORIGINS: [ALLOWED],
  USER_WRITES_PER_MIN: 40, USER_READS_PER_MIN: 600,
};

@Controller()
class DeskController {
  @Get('open')
  @Allow('public')
  open(): object {
    return { ok: true };
  }

  @Get('any')
  @Allow('any')
  any(@CallerOf() caller: Caller): object {
    return { ...caller };
  }

  @Get('accounts')
  @Allow('accounts:read')
  accounts(@CallerOf() caller: Caller): object {
    return { id: caller.userId };
  }

  @Post('freeze')
  @Allow('office:write', { roles: ['admin'] })
  @Sensitive()
  freeze(): object {
    return { ok: true };
  }

  @Get('forgotten')
  forgotten(): object {
    return { ok: true };
  }
}

@Module({
  controllers: [DeskController],
  providers: [
    ...httpProviders,
    ...authProviders(authConfig, keys),
    { provide: DenyList, useValue: denyList },
    { provide: REFUSAL_WITNESS, useValue: witness },
  ],
})
class DeskModule {}

interface Said {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: KeyObject | Uint8Array;
  roles?: Role[];
}

function token(said: Said = {}): Promise<string> {
  const held = said.roles ?? ['customer'];
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: PUBLIC_URL, aud: `${PUBLIC_URL}/api`, sub: 'u1', tenant_id: 't1', sid: 's1', jti: 'j1', roles: held, gen: 1,
    scope: scopesOf(held).join(' '), iat: now, exp: now + 300, ...said.claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...said.header })
    .sign(said.key ?? bank.privateKey);
}

function unsigned(): string {
  const part = (value: object): string => base64url.encode(JSON.stringify(value));
  const claims = { iss: PUBLIC_URL, aud: `${PUBLIC_URL}/api`, sub: 'u1', exp: Date.now(), scope: '', roles: ['admin'] };
  return `${part({ alg: 'none', typ: 'at+jwt', kid: 'k1' })}.${part(claims)}.`;
}

let app: NestFastifyApplication;

beforeAll(async () => {
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', PUBLIC_URL, SHUTDOWN_GRACE_S: 1 };
  app = await createApp({ name: 'desk', module: DeskModule, config, errors: {} });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(() => app.close());

beforeEach(() => Object.assign(denials, { local: false, redis: false, away: false }));

type Headers = Record<string, string>;

/** Status, code, challenge and body of an answer. */
type Answer = [number, unknown, unknown, Record<string, unknown>];

async function call(method: 'GET' | 'POST', url: string, headers: Headers = {}): Promise<Answer> {
  const answer = await app.inject({ method, url, headers });
  const body = answer.json<Record<string, unknown>>();
  return [answer.statusCode, body['code'], answer.headers['www-authenticate'], body];
}

const bearer = (value: string): Headers => ({ authorization: `Bearer ${value}` });

describe('the guard', () => {
  it('lets everybody through a public door, and nobody through one that says nothing', async () => {
    expect((await call('GET', '/open'))[0]).toBe(200);
    expect((await call('GET', '/open', bearer('rubbish')))[0]).toBe(200);
    expect((await call('GET', '/forgotten', bearer(await token()))).slice(0, 2)).toEqual([500, 'internal_error']);
  });

  it('knows the caller of a good token', async () => {
    const [status, , , caller] = await call('GET', '/any', bearer(await token({ claims: { jti: 'j2' } })));
    expect(status).toBe(200);
    expect(caller).toMatchObject({
      userId: 'u1', tenantId: 't1', roles: ['customer'], sessionId: 's1', tokenId: 'j2', generation: 1,
      scopes: scopesOf(['customer']),
    });
  });

  it('asks for a token where there is none', async () => {
    expect((await call('GET', '/any')).slice(0, 3)).toEqual([401, 'unauthenticated', 'Bearer']);
    const basic = await call('GET', '/any', { authorization: 'Basic dTpw' });
    expect(basic.slice(0, 3)).toEqual([401, 'unauthenticated', 'Bearer']);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['rubbish', () => 'rubbish'],
    ['alg none', unsigned],
    ['HS256 signed with the public key', () => token({ header: { alg: 'HS256' }, key: publicKeyAsSecret })],
    ["a stranger's key", () => token({ key: stranger.privateKey })],
    ['an unknown key', () => token({ header: { kid: 'k2' } })],
    ['a key in its own header', () => token({ header: { jwk: strangersKey, kid: 'k2' }, key: stranger.privateKey })],
    ['no key id', () => token({ header: { kid: undefined } })],
    ['an ID token', () => token({ header: { typ: 'JWT' } })],
    ['no type', () => token({ header: { typ: undefined } })],
    ['another audience', () => token({ claims: { aud: `${PUBLIC_URL}/mcp` } })],
    ['two audiences', () => token({ claims: { aud: [`${PUBLIC_URL}/api`, `${PUBLIC_URL}/mcp`] } })],
    ['another issuer', () => token({ claims: { iss: 'http://localhost:8081' } })],
    ['an old token', () => token({ claims: { exp: Math.floor(Date.now() / 1000) - 1 } })],
    ['a token of tomorrow', () => token({ claims: { nbf: Math.floor(Date.now() / 1000) + 60 } })],
    ['no session', () => token({ claims: { sid: undefined } })],
    ['no tenant', () => token({ claims: { tenant_id: '' } })],
    ['an end', () => token({ claims: { exp: undefined } })],
  ])('refuses %s', async (_, made) => {
    const answer = await call('GET', '/any', bearer(await made()));
    expect(answer.slice(0, 3)).toEqual([401, 'unauthenticated', 'Bearer error="invalid_token"']);
  });

  it('verifies a token once', async () => {
    const good = await token({ claims: { jti: 'j3' } });
    await call('GET', '/any', bearer(good));
    const before = verifications;
    expect((await call('GET', '/accounts', bearer(good)))[0]).toBe(200);
    expect(verifications).toBe(before);
  });

  it('does not call a token bad when the keys cannot be had', async () => {
    const answer = await call('GET', '/any', bearer(await token({ header: { kid: 'away' } })));
    expect(answer.slice(0, 2)).toEqual([503, 'unavailable']);
  });

  it('judges the role, then the scope', async () => {
    const agent = bearer(await token({ roles: ['agent'] }));
    const admin = bearer(await token({ roles: ['admin'] }));
    const poor = bearer(await token({ claims: { scope: 'profile:read' } }));
    expect((await call('GET', '/accounts', agent)).slice(0, 2)).toEqual([403, 'forbidden']);
    expect((await call('POST', '/freeze', agent)).slice(0, 2)).toEqual([403, 'forbidden']);
    expect((await call('POST', '/freeze', admin))[0]).toBe(201);
    expect((await call('GET', '/accounts', poor)).slice(0, 3)).toEqual([
      403, 'insufficient_scope', 'Bearer error="insufficient_scope", scope="accounts:read"',
    ]);
    expect(refusalOf({ scope: 'office:write' }, { roles: ['customer'], scopes: ['office:write'] })).toBe('forbidden');
    expect(refusalOf({ scope: 'any', roles: ['admin'] }, { roles: ['agent'], scopes: [] })).toBe('forbidden');
    expect(refusalOf({ scope: 'any' }, { roles: [], scopes: [] })).toBe('forbidden');
  });

  it('tells of every refusal to a known caller, and of nothing else', async () => {
    witnessed.length = 0;
    await call('GET', '/accounts', bearer(await token({ roles: ['agent'] })));
    await call('GET', '/accounts', bearer(await token({ claims: { scope: 'profile:read' } })));
    await call('GET', '/accounts', bearer(await token()));
    await call('GET', '/accounts', bearer('rubbish'));
    expect(witnessed).toEqual(['u1 /accounts forbidden', 'u1 /accounts insufficient_scope']);
  });

  it('shuts out a revoked session, and asks Redis itself only where money or rights are at stake', async () => {
    const admin = bearer(await token({ roles: ['admin'] }));
    denials.redis = true;
    expect((await call('GET', '/any', admin))[0]).toBe(200);
    expect((await call('POST', '/freeze', admin)).slice(0, 2)).toEqual([401, 'unauthenticated']);
    denials.away = true;
    expect((await call('GET', '/any', admin))[0]).toBe(200);
    expect((await call('POST', '/freeze', admin)).slice(0, 2)).toEqual([503, 'revocation_unavailable']);
    denials.local = true;
    expect((await call('GET', '/any', admin)).slice(0, 2)).toEqual([401, 'unauthenticated']);
  });

  it('takes a token that is bound to a key only with a fresh proof of that key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const bound = await token({ claims: { jti: 'j4', cnf: { jkt: await calculateJwkThumbprint(jwk) } } });
    const proof = (said: object = {}): Promise<string> =>
      new SignJWT({ htm: 'GET', htu: `${PUBLIC_URL}/any`, jti: crypto.randomUUID(), ath: ath(bound), ...said })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt()
        .sign(privateKey);
    const show = async (headers: Headers, scheme = 'DPoP', held = bound): Promise<unknown[]> =>
      (await call('GET', '/any', { authorization: `${scheme} ${held}`, ...headers })).slice(0, 3);
    const once = await proof();
    expect((await show({ dpop: once }))[0]).toBe(200);
    const refusal = [401, 'unauthenticated', expect.stringContaining('DPoP error="invalid_dpop_proof"')];
    expect(await show({ dpop: once })).toEqual(refusal);
    expect(await show({})).toEqual(refusal);
    expect(await show({ dpop: await proof() }, 'Bearer')).toEqual(refusal);
    expect(await show({ dpop: await proof({ htm: 'POST' }) })).toEqual(refusal);
    expect(await show({ dpop: await proof() }, 'DPoP', await token({ claims: { jti: 'j5' } }))).toEqual(refusal);
    expect((await call('GET', '/any', { cookie: `at_8080=${bound}`, dpop: await proof() }))[0]).toBe(401);
  });

  it('takes a cookie when there is no header, from our own pages, and for a change with their proof', async () => {
    const proof = 'known to our page';
    const admin = await token({ roles: ['admin'], claims: { csrf: csrfClaimOf(proof) } });
    const cookie = `x=1; at_8080=${admin}`;
    expect((await call('GET', '/any', { cookie }))[0]).toBe(200);
    expect((await call('GET', '/any', { cookie, ...bearer('rubbish') }))[0]).toBe(401);
    const own = { 'x-csrf-token': proof, 'sec-fetch-site': 'same-origin' };
    const listed = { ...own, origin: ALLOWED, 'sec-fetch-site': 'cross-site' };
    const welcome: Headers[] = [own, { 'x-csrf-token': proof, origin: PUBLIC_URL }, listed];
    for (const headers of welcome) expect((await call('POST', '/freeze', { cookie, ...headers }))[0]).toBe(201);
    const evil = 'http://evil.example';
    const foreign: Headers[] = [
      { ...own, origin: evil }, { ...own, origin: 'null' }, { ...own, 'sec-fetch-site': 'same-site' },
      { 'x-csrf-token': proof },
    ];
    for (const headers of foreign) {
      expect((await call('POST', '/freeze', { cookie, ...headers })).slice(0, 2)).toEqual([403, 'foreign_origin']);
    }
    const forged: Headers[] = [{ 'sec-fetch-site': 'same-origin' }, { ...own, 'x-csrf-token': 'guessed' }];
    for (const headers of forged) {
      expect((await call('POST', '/freeze', { cookie, ...headers })).slice(0, 2)).toEqual([403, 'csrf_token_invalid']);
    }
    expect((await call('GET', '/any', { cookie, 'sec-fetch-site': 'same-site' }))[1]).toBe('foreign_origin');
    const unbound = { ...own, cookie: `at_8080=${await token({ roles: ['admin'] })}` };
    expect((await call('POST', '/freeze', unbound))[1]).toBe('csrf_token_invalid');
    expect((await call('POST', '/freeze', { cookie, ...bearer(admin) }))[0]).toBe(201);
  });

  it('counts what one user asks, and says so; without Redis by itself', async () => {
    const busy = bearer(await token({ roles: ['admin'], claims: { sub: 'busy' } }));
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => app.inject({ method: 'POST', url: '/freeze', headers: busy })),
    );
    expect(answers.filter((one) => one.statusCode === 201)).toHaveLength(40);
    expect(witnessed.filter((one) => one.endsWith('limited'))).toEqual(['busy /freeze rate_limited']);
    const refused = answers.find((one) => one.statusCode !== 201);
    expect(refused?.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused?.headers).toMatchObject({ 'ratelimit-limit': '40', 'ratelimit-remaining': '0', 'retry-after': '2' });
    expect((await call('GET', '/any', busy))[0]).toBe(200);
    expect((await call('POST', '/freeze', bearer(await token({ roles: ['admin'] }))))[0]).toBe(201);
  });
});

describe('published keys', () => {
  const useless = { kty: 'RSA', kid: 'r', n: 'x', e: 'AQAB' };
  const answerWith = (keyIds: string[]): Response =>
    Response.json({ keys: [useless, ...keyIds.map((kid) => ({ ...bank.publicKey.export({ format: 'jwk' }), kid }))] });

  it('are fetched once, again for an unknown id after a while, and outlive an absence', async () => {
    let now = 0;
    let published: string[] | undefined = ['k1'];
    const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => {
      if (!published) throw new Error('away');
      return answerWith(published);
    });
    const source = new PublishedKeys('http://auth/jwks', () => now);
    const [one, two] = await Promise.all([source.find('k1'), source.find('k1')]);
    expect([one?.asymmetricKeyType, two === one]).toEqual(['ec', true]);
    expect([await source.find('k2'), await source.find('r')]).toEqual([undefined, undefined]);
    expect(fetched).toHaveBeenCalledTimes(1);
    published = ['k2'];
    now = 3000;
    expect(await source.find('k2')).toBeDefined();
    expect(await source.find('k1')).toBeUndefined();
    expect(fetched).toHaveBeenCalledTimes(2);
    published = undefined;
    now = 400_000;
    expect(await source.find('k2')).toBeDefined();
    expect(fetched).toHaveBeenCalledTimes(3);
    const fresh = new PublishedKeys('http://auth/jwks', () => now);
    await expect(fresh.find('k1')).rejects.toMatchObject({ code: 'unavailable' });
    fetched.mockRestore();
  });
});
