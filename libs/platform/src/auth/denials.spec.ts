import type { Caller } from './caller.js';
import { Denials, keysOf, type DenialKind } from './denials.js';
import { denialOf } from './revocation-feed.js';
import { cookieName, cookieOf, isForeign, tokenOf } from './token-of.js';

const caller: Caller = {
  userId: 'u1', tenantId: 't1', roles: ['customer'], scopes: [], sessionId: 's1', tokenId: 'j1', generation: 3,
  issuedAt: 1000, expiresAt: 1300, token: '',
};

describe('denials', () => {
  it.each<[DenialKind, string, number, boolean]>([
    ['sid', 's1', 1, true], ['sid', 's2', 1, false], ['jti', 'j1', 1, true], ['jti', 's1', 1, false],
    ['user', 'u1', 4, true], ['user', 'u1', 3, false], ['user', 'u2', 9, false],
    ['tenant', 't1', 1000, true], ['tenant', 't1', 999, false], ['tenant', 't2', 1000, false],
  ])('of %s %s up to %i: %s', (kind, id, value, denied) => {
    const denials = new Denials();
    denials.add({ kind, id, value, untilMs: 2000 }, 1000);
    expect(denials.has(caller, 1000)).toBe(denied);
    expect(denials.has(caller, 2000)).toBe(false);
  });

  it('never fall back when they are heard out of order', () => {
    const denials = new Denials();
    for (const value of [4, 2]) denials.add({ kind: 'user', id: 'u1', value, untilMs: 2000 }, 1000);
    expect(denials.has(caller, 1000)).toBe(true);
  });

  it('are forgotten when no token is as old any more', () => {
    const denials = new Denials();
    for (let at = 0; at < 1999; at += 1) denials.add({ kind: 'sid', id: String(at), value: 1, untilMs: 1000 + at }, 0);
    denials.add({ kind: 'sid', id: 'last', value: 1, untilMs: 9000 }, 2998);
    expect(denials.size).toBe(1);
  });

  it('are read from the stream, and what is not one is passed over', () => {
    const written = ['kind', 'user', 'id', 'u1', 'value', '4', 'until', '2000'];
    expect(denialOf(written)).toEqual({ kind: 'user', id: 'u1', value: 4, untilMs: 2000 });
    expect(denialOf(['kind', 'planet', 'id', 'u1', 'value', '4', 'until', '2000'])).toBeUndefined();
    expect(denialOf(['kind', 'sid', 'id', 's1', 'value', 'x', 'until', '2000'])).toBeUndefined();
    expect(keysOf(caller)).toEqual(['deny:sid:s1', 'deny:jti:j1', 'deny:user:u1', 'deny:tenant:t1']);
  });
});

describe('the token of a request', () => {
  it('comes from the header, then from the cookie', () => {
    const cookie = 'at_8080=c; at=x';
    const found = (authorization: string): unknown => tokenOf({ headers: { authorization, cookie } }, 'at_8080');
    expect(found('Bearer h')).toEqual({ token: 'h', by: 'header' });
    expect(found('DPoP h')).toEqual({ token: 'h', by: 'header', bound: true });
    expect(found('bearer ')).toEqual({ token: '', by: 'header' });
    expect(found('Basic h')).toEqual({ token: 'c', by: 'cookie' });
    expect(tokenOf({ headers: { cookie: 'xat_8080=c' } }, 'at_8080')).toBeUndefined();
    expect(cookieOf('a=1; b==2=; a=3', 'b')).toBe('=2=');
  });

  it('has a cookie that is bound to the host, or on a laptop to the port', () => {
    expect(cookieName('at', 'https://bank.example')).toBe('__Host-at');
    expect(cookieName('rt', 'http://localhost:8080')).toBe('rt_8080');
    expect(cookieName('csrf', 'http://localhost')).toBe('csrf_80');
  });

  it('is foreign when a browser says so', () => {
    const url = 'https://bank.example';
    const sites = { publicUrl: url, origins: ['https://app.example'] };
    const foreign = (headers: Record<string, string>): boolean => isForeign({ headers }, sites);
    const listed = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' };
    const own = [foreign({}), foreign({ origin: url }), foreign({ 'sec-fetch-site': 'none' }), foreign(listed)];
    expect(own).toEqual([false, false, false, false]);
    expect([foreign({ origin: 'null' }), foreign({ 'sec-fetch-site': 'cross-site' })]).toEqual([true, true]);
  });
});
