import type { Json } from '../auth.builder.js';
import { anOauthBank, type OauthBank } from './oauth.builder.js';

let bank: OauthBank;
let metadata: Record<string, unknown>;

beforeAll(async () => {
  bank = await anOauthBank();
  metadata = (await bank.auth.ask('GET', '/.well-known/oauth-authorization-server')).body;
}, 60_000);

afterAll(() => bank?.close(), 30_000);

it('is one document at both addresses, whatever host was asked', async () => {
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
  const openid = await bank.auth.ask('GET', '/.well-known/openid-configuration', undefined, headers);
  expect(openid.body).toEqual(metadata);
  expect(JSON.stringify(metadata)).not.toContain('evil');
});

it('names this and nothing else', () => {
  expect(metadata).toMatchInlineSnapshot(`
{
  "authorization_endpoint": "http://localhost:8080/oauth/authorize",
  "authorization_response_iss_parameter_supported": true,
  "claim_types_supported": [
    "normal",
  ],
  "claims_parameter_supported": false,
  "claims_supported": [
    "sub",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "updated_at",
    "email",
    "sid",
    "auth_time",
    "iss",
  ],
  "client_id_metadata_document_supported": true,
  "code_challenge_methods_supported": [
    "S256",
  ],
  "dpop_signing_alg_values_supported": [
    "ES256",
    "EdDSA",
    "PS256",
  ],
  "end_session_endpoint": "http://localhost:8080/oauth/logout",
  "grant_types_supported": [
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:token-exchange",
  ],
  "id_token_signing_alg_values_supported": [
    "ES256",
  ],
  "introspection_endpoint": "http://localhost:8080/oauth/introspect",
  "issuer": "http://localhost:8080",
  "jwks_uri": "http://localhost:8080/oauth/jwks",
  "pushed_authorization_request_endpoint": "http://localhost:8080/oauth/par",
  "request_uri_parameter_supported": false,
  "response_modes_supported": [
    "form_post",
    "fragment",
    "query",
  ],
  "response_types_supported": [
    "code",
  ],
  "revocation_endpoint": "http://localhost:8080/oauth/revoke",
  "scopes_supported": [
    "openid",
    "profile",
    "email",
    "offline_access",
    "profile:read",
    "profile:write",
    "accounts:read",
    "accounts:write",
    "transfers:read",
    "transfers:write",
    "bank:read",
    "bank:write",
    "requests:read",
    "requests:write",
    "office:read",
    "office:write",
    "audit:read",
    "admin:write",
  ],
  "service_documentation": "http://localhost:8080/docs",
  "subject_types_supported": [
    "public",
  ],
  "token_endpoint": "http://localhost:8080/oauth/token",
  "token_endpoint_auth_methods_supported": [
    "none",
    "client_secret_basic",
    "private_key_jwt",
  ],
  "token_endpoint_auth_signing_alg_values_supported": [
    "ES256",
    "EdDSA",
    "PS256",
  ],
  "userinfo_endpoint": "http://localhost:8080/oauth/userinfo",
}
`);
});

it('names only addresses that answer', async () => {
  const addresses = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
  expect(addresses.length).toBeGreaterThanOrEqual(8);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const [name, address] of addresses) {
    expect(String(address)).toMatch(new RegExp(`^${bank.issuer}/oauth/`));
    const path = String(address).slice(bank.issuer.length);
    const get = /authorization_endpoint|jwks_uri|userinfo|end_session/.test(name) && !name.startsWith('pushed');
    const answer = get ? await bank.auth.ask('GET', path).catch(() => undefined) : await bank.auth.post(path, '', form);
    const status = answer?.status ?? (await bank.fetch(String(address))).status;
    expect([name, [404, 405, 500].includes(status)]).toEqual([name, false]);
  }
});

it('names only grants that are known, and the others are refused', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const client = await bank.client();
  const ask = async (grant: string): Promise<unknown> => {
    const body = new URLSearchParams({ grant_type: grant, client_id: client.client_id }).toString();
    return ((await bank.auth.post('/oauth/token', body, form)).body as Json)['error'];
  };
  for (const grant of metadata['grant_types_supported'] as string[]) {
    expect([grant, await ask(grant)]).not.toEqual([grant, 'unsupported_grant_type']);
  }
  const others = ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code'];
  for (const grant of others) expect(await ask(grant)).toBe('unsupported_grant_type');
});

it('has no door for registration', async () => {
  expect((await bank.auth.post('/oauth/register', {})).status).toBe(404);
  expect((await bank.auth.post('/reg', {})).status).toBe(404);
});
