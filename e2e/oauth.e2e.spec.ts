import * as client from 'openid-client';
import { aCustomer, anOfficer, call, gateway, must, type Person } from './bank.ts';

const CALLBACK = 'http://127.0.0.1:9999/callback';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Registered {
  readonly client_id: string;
  readonly client_secret?: string;
}

let anna: Person;
let admin: Person;
let config: client.Configuration;

async function discovered(said: object, auth: (secret: string) => client.ClientAuth): Promise<client.Configuration> {
  const body = { client_name: 'Budget app', redirect_uris: [CALLBACK], ...said };
  const made = must(await admin.post<Registered>('/v1/admin/oauth/clients', body), 201);
  const options = { execute: [client.allowInsecureRequests] };
  return client.discovery(new URL(gateway), made.client_id, {}, auth(made.client_secret ?? ''), options);
}

beforeAll(async () => {
  [anna, admin] = await Promise.all([aCustomer(), anOfficer('admin')]);
  config = await discovered({}, () => client.None());
});

/** A browser of which only the cookies matter: login, consent, and the address that it is sent to in the end. */
async function allow(start: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  const ask = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, ...(form ? { ...FORM, origin: gateway, 'sec-fetch-site': 'same-origin' } : {}) };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(url, { method: form ? 'POST' : 'GET', redirect: 'manual', headers, body });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  let url = start.href;
  let answer = await ask(url);
  for (let steps = 0; steps < 10; steps++) {
    const location = answer.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      if (!url.startsWith(gateway)) return new URL(url);
      answer = await ask(url);
      continue;
    }
    const page = await answer.text();
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*style-src 'sha256-/);
    answer = page.includes('name="password"')
      ? await ask(url, { login: anna.email, password: anna.password })
      : await ask(`${url}/consent`, { decision: 'allow' });
  }
  throw new Error(`the browser goes round in circles at ${url}`);
}

async function tokens(scope: string, resource = `${gateway}/api`) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK, scope, resource, state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256',
  });
  const callback = await allow(url);
  return client.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState }, { resource });
}

it('lets a program read the accounts of the person who allowed it, and no more, until it is told to stop', async () => {
  await anna.opens({ deposit: '12.50' });
  const { access_token: token, refresh_token: refresh } = await tokens('accounts:read');
  const accounts = must(await call<{ items: { balance: string }[] }>('GET', '/v1/accounts', { token }), 200);
  expect(accounts.items.map((one) => one.balance)).toEqual(['12.50']);
  const poor = await call('POST', '/v1/accounts', { token, body: { type: 'savings' } });
  expect([poor.status, poor.body.code]).toEqual([403, 'insufficient_scope']);
  const again = await client.refreshTokenGrant(config, refresh!, { resource: `${gateway}/api` });
  expect((await call('GET', '/v1/accounts', { token: again.access_token })).status).toBe(200);
  const consents = must(await anna.get<{ items: { id: string; scopes: string[] }[] }>('/v1/auth/consents'), 200);
  expect(consents.items.map((one) => one.scopes)).toEqual([['accounts:read']]);
  const ended = await call('DELETE', `/v1/auth/consents/${consents.items[0]!.id}`, { token: anna.token });
  expect(ended.status).toBe(204);
  const until = Date.now() + 1000;
  let status = 200;
  while (status === 200 && Date.now() < until) {
    status = (await call('GET', '/v1/accounts', { token: again.access_token })).status;
  }
  expect(status).toBe(401);
});

it('binds the tokens of a client with a key, at every door of the bank', async () => {
  const machine = { redirect_uris: [], grant_types: ['client_credentials'], roles: ['read_only'] };
  const auth = { token_endpoint_auth_method: 'client_secret_basic' };
  const office = await discovered({ ...machine, ...auth }, (secret) => client.ClientSecretBasic(secret));
  const DPoP = client.getDPoPHandle(office, await client.randomDPoPKeyPair('ES256'));
  const asked = { scope: 'office:read', resource: `${gateway}/api` };
  const { access_token: token, token_type: type } = await client.clientCredentialsGrant(office, asked, { DPoP });
  expect(type).toBe('dpop');
  expect((await call('GET', '/v1/admin/accounts', { token })).status).toBe(401);
  for (const path of ['/v1/admin/accounts', '/admin/users']) {
    const seen = await client.fetchProtectedResource(
      office, token, new URL(gateway + path), 'GET', undefined, undefined, { DPoP },
    );
    expect([path, seen.status]).toEqual([path, 200]);
  }
});

it('opens no door of the API with a token for the tools', async () => {
  const { access_token: token } = await tokens('accounts:read', `${gateway}/mcp`);
  expect((await call('GET', '/v1/accounts', { token })).status).toBe(401);
});

it('is named once: the front page says where, and there is no second spelling', async () => {
  const front = must(await call<{ links: { oauth: string } }>('GET', '/'), 200);
  expect((await call('GET', front.links.oauth)).status).toBe(200);
  expect((await call('GET', `/v1${front.links.oauth}`)).status).toBe(404);
  expect((await call('POST', '/v1/oauth/token', { body: '', headers: FORM })).status).toBe(404);
});
