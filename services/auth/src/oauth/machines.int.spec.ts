import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { EXCHANGE_SECRET, type Body, type Json } from '../auth.builder.js';
import { anOauthBank, aRequest, Browser, CALLBACK, type OauthBank } from './oauth.builder.js';
import { EXCHANGE_CLIENT } from './oauth.js';

let bank: OauthBank;

beforeAll(async () => {
  bank = await anOauthBank();
}, 60_000);

afterAll(() => bank?.close(), 30_000);

const bearer = (token: string): Json => ({ authorization: `Bearer ${token}` });

/** Tokens of a public client that a person has allowed. */
async function allowed(client: oauth.Client, person: Body, said: Record<string, string> = {}) {
  const request = await aRequest(bank, client, said);
  const callback = await new Browser(bank).allow(request.url, person.user.email);
  const params = oauth.validateAuthResponse(bank.as, client, callback, request.state);
  const more: Record<string, string> = said['resource'] === '' ? {} : { resource: request.params.resource };
  const options = { ...bank.options, additionalParameters: more };
  const answer = await oauth.authorizationCodeGrantRequest(
    bank.as, client, oauth.None(), params, CALLBACK, request.verifier, options,
  );
  return oauth.processAuthorizationCodeResponse(bank.as, client, answer);
}

describe('a client with a secret', () => {
  const authMethod = { token_endpoint_auth_method: 'client_secret_basic' };
  const machine = { grant_types: ['client_credentials'], redirect_uris: [], ...authMethod };

  type Machine = oauth.Client & { client_secret?: string };

  async function credentials(client: Machine, scope: string, secret = client.client_secret!) {
    const auth = oauth.ClientSecretBasic(secret);
    return oauth.clientCredentialsGrantRequest(bank.as, client, auth, new URLSearchParams({ scope }), bank.options);
  }

  it('acts for itself with the roles that the admin gave it, until it is removed', async () => {
    const client = await bank.client({ ...machine, roles: ['read_only'] });
    const answer = await credentials(client, 'office:read accounts:read');
    const { access_token: token } = await oauth.processClientCredentialsResponse(bank.as, client, answer);
    expect((await bank.auth.ask('GET', '/admin/users', undefined, bearer(token))).status).toBe(200);
    expect((await bank.auth.ask('GET', '/admin/oauth/clients', undefined, bearer(token))).status).toBe(403);
    expect((await credentials(client, 'office:read', 'another')).status).toBe(401);
    const admin = await bank.person(['admin']);
    const url = `/admin/oauth/clients/${client.client_id}`;
    const removed = await bank.auth.app.inject({ method: 'DELETE', url, headers: bearer(admin.access_token) as never });
    expect(removed.statusCode).toBe(204);
    expect((await bank.auth.ask('GET', '/admin/users', undefined, bearer(token))).status).toBe(401);
    expect((await credentials(client, 'office:read')).status).toBe(401);
  });

  it('is on the record with the tokens that it gets and with those that it does not get', async () => {
    const [good, bad] = [await bank.client({ ...machine, roles: ['read_only'] }), await bank.client(machine)];
    expect((await credentials(good, 'office:read')).status).toBe(200);
    expect(await bank.auth.recorded('token.issue', good.client_id)).toMatchObject({
      actor: { id: good.client_id, roles: ['read_only'] },
      client: good.client_id,
      outcome: 'done',
      details: { grant: 'client_credentials', scope: 'office:read' },
    });
    expect((await credentials(bad, 'office:read', 'another')).status).toBe(401);
    expect(await bank.auth.recorded('token.issue', bad.client_id)).toMatchObject({
      actor: { kind: 'stranger' },
      outcome: 'refused',
      reason: 'invalid_client',
    });
  });

  it('gets no token once its bank is given up', async () => {
    const boss = await bank.auth.officer('admin', await bank.auth.tenant());
    const body = { client_name: 'A program', ...machine, roles: ['read_only'] };
    const made = await bank.auth.post('/admin/oauth/clients', body, bearer(boss.token));
    const client = made.body as unknown as Machine;
    expect((await credentials(client, 'office:read')).status).toBe(200);
    expect((await bank.auth.ask('DELETE', '/tenants/me', undefined, bearer(boss.token))).status).toBe(204);
    expect((await credentials(client, 'office:read')).status).toBe(401);
  });

  it('has no rights when it was given no role', async () => {
    const client = await bank.client(machine);
    const answer = await credentials(client, 'office:read accounts:read');
    const { access_token: token } = await oauth.processClientCredentialsResponse(bank.as, client, answer);
    expect((await bank.auth.ask('GET', '/admin/users', undefined, bearer(token))).status).toBe(403);
  });
});

describe('a token', () => {
  it('is introspected by its client and by the bank, and by nobody else; a revoked one is dead at once', async () => {
    const person = await bank.person();
    const client = await bank.client();
    const { access_token: token, refresh_token: refresh } = await allowed(client, person);
    const ask = async (who: oauth.Client, auth: oauth.ClientAuth, what = token): Promise<Json> =>
      (await (await oauth.introspectionRequest(bank.as, who, auth, what, bank.options)).json()) as Json;
    const own = await ask(client, oauth.None());
    expect(own).toMatchObject({
      active: true, sub: person.user.id, client_id: client.client_id, scope: 'accounts:read transfers:read',
      aud: bank.resource('api'), iss: bank.issuer, roles: ['customer'], token_type: 'Bearer',
    });
    expect(await ask({ client_id: EXCHANGE_CLIENT }, oauth.ClientSecretBasic(EXCHANGE_SECRET))).toEqual(own);
    expect(await ask(client, oauth.None(), refresh)).toMatchObject({ active: true, client_id: client.client_id });
    const stranger = await bank.client();
    expect(await ask(stranger, oauth.None())).toEqual({ active: false });
    expect(await ask(client, oauth.None(), 'not.a.token')).toEqual({ active: false });
    await oauth.revocationRequest(bank.as, stranger, oauth.None(), token, bank.options);
    expect((await bank.auth.me(token)).status).toBe(200);
    const revoked = await oauth.revocationRequest(bank.as, client, oauth.None(), token, bank.options);
    expect(await oauth.processRevocationResponse(revoked)).toBeUndefined();
    expect(await ask(client, oauth.None())).toEqual({ active: false });
    expect((await bank.auth.me(token)).status).toBe(401);
    const again = await oauth.refreshTokenGrantRequest(bank.as, client, oauth.None(), refresh!, {
      ...bank.options, additionalParameters: { resource: bank.resource('api') },
    });
    const next = await oauth.processRefreshTokenResponse(bank.as, client, again);
    await oauth.revocationRequest(bank.as, client, oauth.None(), next.refresh_token!, bank.options);
    expect((await bank.auth.me(next.access_token)).status).toBe(401);
  });

  it('with openid says who the person is, and its ID token opens nothing', async () => {
    const person = await bank.person();
    const client = await bank.client();
    const answer = await allowed(client, person, { scope: 'openid profile email', resource: '' });
    const claims = oauth.getValidatedIdTokenClaims(answer)!;
    expect(claims).toMatchObject({ sub: person.user.id, iss: bank.issuer, aud: client.client_id });
    const shown = await oauth.userInfoRequest(bank.as, client, answer.access_token, bank.options);
    const info = await oauth.processUserInfoResponse(bank.as, client, claims.sub, shown);
    expect(info).toMatchObject({ sub: person.user.id, email: person.user.email, name: 'Ada Lovelace' });
    expect((await bank.auth.me(answer.id_token!)).status).toBe(401);
    expect((await bank.auth.me(answer.access_token)).status).toBe(401);
  });

  it('for the tools opens no door of the API', async () => {
    const answer = await allowed(await bank.client(), await bank.person(), { resource: bank.resource('mcp') });
    expect((await bank.auth.me(answer.access_token)).status).toBe(401);
  });
});

describe('a consent', () => {
  it('is listed, and taken back: its tokens are dead at once', async () => {
    const person = await bank.person();
    const client = await bank.client();
    const { access_token: token, refresh_token: refresh } = await allowed(client, person);
    const login = bearer(person.access_token);
    const listed = await bank.auth.ask('GET', '/auth/consents', undefined, login);
    expect(listed.body['items']).toMatchObject([{
      client_id: client.client_id, client_name: 'Budget app', scopes: ['accounts:read', 'transfers:read'],
      resources: [bank.resource('api')],
    }]);
    const url = `/auth/consents/${(listed.body['items'] as { id: string }[])[0]!.id}`;
    const other = bearer((await bank.person()).access_token);
    const end = async (headers: Json): Promise<number> =>
      (await bank.auth.app.inject({ method: 'DELETE', url, headers: headers as never })).statusCode;
    expect(await end(other)).toBe(404);
    expect(await end(login)).toBe(204);
    expect(await end(login)).toBe(404);
    expect((await bank.auth.me(token)).status).toBe(401);
    const again = await oauth.refreshTokenGrantRequest(bank.as, client, oauth.None(), refresh!, bank.options);
    expect(((await again.json()) as Json)['error']).toBe('invalid_grant');
    expect((await bank.auth.me(person.access_token)).status).toBe(200);
  });

  it('is taken back with all others of the person, and of nobody else', async () => {
    const [person, other] = [await bank.person(), await bank.person()];
    const [one, two] = [await bank.client(), await bank.client()];
    const tokens = [await allowed(one, person), await allowed(two, person), await allowed(one, other)];
    const login = bearer(person.access_token);
    for (let i = 0; i < 2; i++) {
      expect((await bank.auth.ask('DELETE', '/auth/consents', undefined, login)).status).toBe(204);
    }
    const statuses = await Promise.all(tokens.map(async ({ access_token: t }) => (await bank.auth.me(t)).status));
    expect(statuses).toEqual([401, 401, 200]);
    expect((await bank.auth.ask('GET', '/auth/consents', undefined, login)).body['items']).toEqual([]);
    const record = await bank.auth.recorded('consent.withdraw', person.user.id);
    expect(record).toMatchObject({ details: { client: 'Budget app' } });
  });
});

describe('a client of the FAPI 2.0 profile', () => {
  it('pushes its request, signs for itself, and gets tokens that are bound to its key', async () => {
    const key = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(key.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
    const client = await bank.client({ fapi: true, token_endpoint_auth_method: 'private_key_jwt', jwks });
    const auth = oauth.PrivateKeyJwt({ key: key.privateKey, kid: 'k1' });
    const person = await bank.person();
    const { params, verifier, state, url } = await aRequest(bank, client);
    const unpushed = await new Browser(bank).get(url);
    expect(new URL(unpushed.left!).searchParams.get('error')).toBe('invalid_request');

    const pair = await oauth.generateKeyPair('ES256', { extractable: true });
    const DPoP = oauth.DPoP(client, pair);
    /** The first request learns the nonce, the second one uses it. */
    const twice = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        if (!oauth.isDPoPNonceError(error)) throw error;
        return work();
      }
    };
    const options = { ...bank.options, DPoP };
    const pushed = await twice(async () => {
      const asked = new URLSearchParams(params);
      const answer = await oauth.pushedAuthorizationRequest(bank.as, client, auth, asked, options);
      return oauth.processPushedAuthorizationResponse(bank.as, client, answer);
    });
    const short = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri });
    const callback = await new Browser(bank).allow(`${bank.as.authorization_endpoint}?${short}`, person.user.email);
    const code = oauth.validateAuthResponse(bank.as, client, callback, state);
    const tokens = await twice(async () => {
      const answer = await oauth.authorizationCodeGrantRequest(
        bank.as, client, auth, code, CALLBACK, verifier,
        { ...options, additionalParameters: { resource: bank.resource('api') } },
      );
      return oauth.processAuthorizationCodeResponse(bank.as, client, answer);
    });
    expect(tokens.token_type).toBe('dpop');
    expect((await bank.auth.me(tokens.access_token)).status).toBe(401);
    const me = new URL(`${bank.issuer}/auth/me`);
    const seen = await oauth.protectedResourceRequest(tokens.access_token, 'GET', me, undefined, undefined, options);
    expect([seen.status, ((await seen.json()) as Json)['id']]).toEqual([200, person.user.id]);
    // Such a client keeps its refresh token: it proves itself in other ways.
    const refresh = () =>
      twice(async () => {
        const answer = await oauth.refreshTokenGrantRequest(bank.as, client, auth, tokens.refresh_token!, {
          ...options, additionalParameters: { resource: bank.resource('api') },
        });
        return oauth.processRefreshTokenResponse(bank.as, client, answer);
      });
    expect((await refresh()).refresh_token ?? tokens.refresh_token).toBe(tokens.refresh_token);
    expect((await refresh()).token_type).toBe('dpop');
  });
});

describe('a proof at the token endpoint', () => {
  it('needs a nonce of ours, a fresh time, and works once', async () => {
    const said = { grant_types: ['client_credentials'], redirect_uris: [] };
    const client = await bank.client({ ...said, token_endpoint_auth_method: 'client_secret_basic' });
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const proof = (claims: object): Promise<string> =>
      new SignJWT({ htm: 'POST', htu: `${bank.issuer}/oauth/token`, jti: crypto.randomUUID(), ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(privateKey);
    const iat = Math.floor(Date.now() / 1000);
    const secret = `${client.client_id}:${client.client_secret}`;
    const ask = (dpop: string) =>
      bank.auth.post('/oauth/token', 'grant_type=client_credentials', {
        authorization: `Basic ${Buffer.from(secret).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        dpop,
      });
    const missing = await ask(await proof({ iat }));
    expect([missing.status, missing.body['error']]).toEqual([400, 'use_dpop_nonce']);
    const nonce = missing.headers['dpop-nonce'];
    const stale = await ask(await proof({ iat: iat - 3600 }));
    expect([stale.status, stale.body['error']]).toEqual([400, 'use_dpop_nonce']);
    const foreign = await ask(await proof({ iat, nonce: 'made-up' }));
    expect(foreign.body['error']).toBe('use_dpop_nonce');
    const good = await proof({ iat, nonce });
    expect((await ask(good)).body['token_type']).toBe('DPoP');
    expect((await ask(good)).status).toBe(400);
  });
});

it('fetches no description of a client from inside the house', async () => {
  for (const host of ['127.0.0.1', '169.254.169.254', 'localhost', '[::1]', '10.0.0.1']) {
    const { url } = await aRequest(bank, { client_id: `https://${host}/client.json` });
    const shown = await new Browser(bank).get(url);
    expect([host, shown.status, shown.left]).toEqual([host, 400, undefined]);
    expect(shown.html).toContain('invalid_client');
  }
});
