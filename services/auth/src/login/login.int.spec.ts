import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { anAuthService, PASSWORD, type AuthService, type Json } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

describe('login', () => {
  it('knows a person by e-mail address or username, whatever the case', async () => {
    const { user } = await auth.registered({ username: 'Linus' });
    const by = async (body: Json): Promise<number> =>
      (await auth.post('/auth/login', { password: PASSWORD, ...body })).status;
    expect([
      await by({ email: user.email.toUpperCase() }),
      await by({ username: 'LINUS' }),
      await by({ username: user.email }),
      await by({ email: ` ${user.email} ` }),
    ]).toEqual([200, 200, 200, 200]);
  });

  it('gives the short doors an access token and nothing else', async () => {
    const { user } = await auth.registered();
    const short = await auth.post('/login', { email: user.email, password: PASSWORD });
    expect(Object.keys(short.body)).toEqual(['access_token', 'token_type']);
    const form = new URLSearchParams({ grant_type: 'password', username: user.email, password: PASSWORD, scope: '' });
    const token = await auth.post('/token', form.toString(), { 'content-type': 'application/x-www-form-urlencoded' });
    expect([token.status, Object.keys(token.body)]).toEqual([200, ['access_token', 'token_type']]);
    expect((await auth.me(token.body.access_token)).body['id']).toBe(user.id);
  });

  it('gives one answer for unknown, wrong, disabled and another tenant', async () => {
    const known = (await auth.registered()).user;
    const disabled = (await auth.registered()).user;
    await auth.database.query(`update app_user set status = 'disabled' where id = $1`, [disabled.id]);
    const other = '01900000-0000-7000-8000-00000000dead';
    const tries = [
      { email: `nobody-${randomUUID()}@example.com`, password: PASSWORD },
      { email: known.email, password: 'not the password' },
      { email: known.email, password: `${PASSWORD} ` },
      { email: disabled.email, password: PASSWORD },
      { email: known.email, password: PASSWORD, tenant_id: other },
    ];
    const answers = await Promise.all(tries.map((one) => auth.post('/auth/login', one)));
    const seen = answers.map(({ status, body }) => ({ ...body, status, request_id: '' }));
    expect(seen[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    const failure = await auth.heard('login.failed.v1', disabled.id);
    expect(JSON.parse(failure.value)).toMatchObject({ reason: 'disabled' });
  });

  it('costs the same whether the person is known or not', async () => {
    const { email } = (await auth.registered()).user;
    let tries = 0;
    // Each from an address of its own: a lockout would answer without any work.
    const timeMs = async (login: string): Promise<number> => {
      const from = { 'x-forwarded-for': `192.0.2.${(tries += 1)}` };
      const begun = performance.now();
      const body = { email: login, password: 'not the password' };
      expect((await auth.post('/auth/login', body, from)).status).toBe(401);
      return performance.now() - begun;
    };
    const nobody = `nobody-${randomUUID()}@example.com`;
    const unknown: number[] = [];
    const known: number[] = [];
    for (let i = 0; i < 15; i++) {
      unknown.push(await timeMs(nobody));
      known.push(await timeMs(email));
    }
    // A busy machine only ever adds time, so the fastest of each is what the work itself takes.
    const ratio = Math.min(...unknown) / Math.min(...known);
    // The hash alone takes tens of milliseconds: leaving it out for the unknown would be far below half.
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('refuses a login by two names, or by none', async () => {
    const codes = [{ password: PASSWORD }, { email: 'a@b.c', username: 'a', password: PASSWORD }];
    const answers = await Promise.all(codes.map((body) => auth.post('/auth/login', body)));
    expect(answers.map((one) => one.body.code)).toEqual(['validation_failed', 'validation_failed']);
  });
});

describe('an access token', () => {
  it('verifies by the published keys and says who, for what, and for how long', async () => {
    const { user, access_token: token } = await auth.registered({ username: 'claims' });
    const jwks = (await auth.ask('GET', '/oauth/jwks')).body as unknown as { keys: [{ kid: string }] };
    expect(JSON.stringify(jwks)).not.toContain('"d"');
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(jwks as never), {
      issuer: auth.config.PUBLIC_URL,
      audience: `${auth.config.PUBLIC_URL}/api`,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(protectedHeader.kid).toBe(jwks.keys[0].kid);
    expect(payload).toMatchObject({
      sub: user.id,
      client_id: 'florin',
      tenant_id: user.tenant_id,
      roles: ['customer'],
      amr: ['pwd'],
      gen: 1,
      preferred_username: 'claims',
    });
    expect(payload['scope']).toContain('transfers:write');
    expect(payload.exp! - payload.iat!).toBe(300);
  });
});
