import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { anAuthService, EXCHANGE_SECRET, type AuthService, type Body, type Json } from '../auth.builder.js';
import { KeyService } from '../key/key.service.js';
import { ACCESS_TOKEN_TYPE, EXCHANGE_CLIENT, TOKEN_EXCHANGE } from './oauth.js';

let auth: AuthService;

beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);

afterAll(() => auth?.close(), 30_000);

const basic = (secret: string, client = EXCHANGE_CLIENT): Json => ({
  authorization: `Basic ${Buffer.from(`${client}:${encodeURIComponent(secret)}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
});

/** The token of somebody who is logged in, as an agent would hold it: for the tools, with these scopes. */
function agentToken(login: Body, said: Json = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { ...decodeJwt(login.access_token), aud: `${auth.config.PUBLIC_URL}/mcp`, iat: now, exp: now + 300 };
  return auth.app.get(KeyService).sign({ ...claims, jti: `agent-${now}-${Math.random()}`, ...said });
}

function exchange(form: Json, headers: Json = basic(EXCHANGE_SECRET)) {
  const whole = { grant_type: TOKEN_EXCHANGE, subject_token_type: ACCESS_TOKEN_TYPE, ...form };
  return auth.post('/oauth/token', new URLSearchParams(whole as Record<string, string>).toString(), headers);
}

it("changes an agent's token for one of the API's, that lives a minute and says who acts", async () => {
  const login = await auth.registered();
  const answer = await exchange({ subject_token: agentToken(login), scope: 'profile:read accounts:read' });
  expect([answer.status, answer.body]).toMatchObject([
    200,
    { token_type: 'Bearer', issued_token_type: ACCESS_TOKEN_TYPE, expires_in: 60, scope: 'profile:read accounts:read' },
  ]);
  const jwks = (await auth.ask('GET', '/oauth/jwks')).body as never;
  const { payload } = await jwtVerify(answer.body.access_token, createLocalJWKSet(jwks), {
    typ: 'at+jwt', issuer: auth.config.PUBLIC_URL, audience: `${auth.config.PUBLIC_URL}/api`,
  });
  const scope = 'profile:read accounts:read';
  expect(payload).toMatchObject({ sub: login.user.id, scope, act: { sub: EXCHANGE_CLIENT } });
  expect(payload.exp! - payload.iat!).toBe(60);
  expect(payload['sid']).toBe(decodeJwt(login.access_token)['sid']);
  expect((await auth.me(answer.body.access_token)).body['id']).toBe(login.user.id);
});

it('gives all scopes when none is asked for, never one more, and never a longer life', async () => {
  const login = await auth.registered();
  const soon = Math.floor(Date.now() / 1000) + 20;
  const few = agentToken(login, { scope: 'profile:read', exp: soon });
  const whole = await exchange({ subject_token: few });
  expect(decodeJwt(whole.body.access_token)).toMatchObject({ scope: 'profile:read', exp: soon });
  const more = await exchange({ subject_token: few, scope: 'profile:read transfers:write' });
  expect([more.status, more.body['error']]).toEqual([400, 'invalid_scope']);
});

it('changes nothing but a live token of the bank', async () => {
  const login = await auth.registered();
  const token = agentToken(login);
  const [head, claims] = token.split('.');
  const past = Math.floor(Date.now() / 1000) - 1;
  const elsewhere = agentToken(login, { aud: 'https://elsewhere.example' });
  const tries = [elsewhere, `${head}.${claims}.AAAA`, agentToken(login, { exp: past }), 'nonsense'];
  const answers = await Promise.all(tries.map((subject_token) => exchange({ subject_token })));
  expect(answers.map((one) => [one.status, one.body['error']])).toEqual(tries.map(() => [400, 'invalid_grant']));
  await auth.post('/auth/logout', undefined, { authorization: `Bearer ${login.access_token}` });
  expect((await exchange({ subject_token: token })).body['error']).toBe('invalid_grant');
});

it("lets nobody but the bank's own client in, and to nothing but the API", async () => {
  const token = agentToken(await auth.registered());
  const ask = async (form: Json, headers?: Json): Promise<unknown[]> => {
    const { status, body } = await exchange({ subject_token: token, ...form }, headers);
    return [status, body['error']];
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await ask({}, basic('another secret'))).toEqual([401, 'invalid_client']);
  expect(await ask({}, basic(EXCHANGE_SECRET, 'somebody'))).toEqual([401, 'invalid_client']);
  expect(await ask({}, form)).toEqual([400, 'invalid_request']);
  expect(await ask({ resource: `${auth.config.PUBLIC_URL}/mcp` })).toEqual([400, 'invalid_target']);
  const idToken = { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' };
  expect(await ask(idToken)).toEqual([400, 'invalid_request']);
  expect(await ask({ grant_type: 'password', username: 'a', password: 'b' })).toEqual([400, 'unsupported_grant_type']);
  expect(await ask({ grant_type: 'client_credentials' })).toEqual([400, 'invalid_request']);
});
