import { exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'oauth4webapi';
import { bearer, type Answer, type Json } from '../auth.builder.js';
import { anOauthBank, aRequest, Browser, CALLBACK, type OauthBank } from '../oauth/oauth.builder.js';

let bank: OauthBank;
let admin: Json;

beforeAll(async () => {
  bank = await anOauthBank();
  admin = bearer((await bank.person(['admin'])).access_token);
}, 60_000);

afterAll(() => bank?.close(), 30_000);

const change = (client: oauth.Client, said: Json, by = admin): Promise<Answer> =>
  bank.auth.ask('PATCH', `/admin/oauth/clients/${client.client_id}`, said, by);

describe('an admin who registers a client', () => {
  it('is told what cannot stand together', async () => {
    const make = async (said: Json): Promise<string[]> => {
      const body = { client_name: 'App', redirect_uris: [CALLBACK], ...said };
      const answer = await bank.auth.post('/admin/oauth/clients', body, admin);
      return [String(answer.status), ...(answer.body.errors ?? []).map(({ field }) => field)];
    };
    expect(await make({ redirect_uris: [] })).toEqual(['422', 'redirect_uris']);
    expect(await make({ redirect_uris: ['http://app.example/callback'] })).toEqual(['422', 'redirect_uris']);
    expect(await make({ redirect_uris: ['javascript:alert(1)'] })).toEqual(['422', 'redirect_uris']);
    expect(await make({ grant_types: ['client_credentials'] })).toEqual(['422', 'grant_types']);
    expect(await make({ token_endpoint_auth_method: 'private_key_jwt' })).toEqual(['422', 'jwks']);
    expect(await make({ fapi: true })).toEqual(['422', 'fapi']);
    expect(await make({ grant_types: ['password'] })).toEqual(['422', 'grant_types']);
    const customer = await bank.person();
    const refused = await bank.auth.post('/admin/oauth/clients', {}, bearer(customer.access_token));
    expect(refused.status).toBe(403);
  });
});

describe('an admin who changes a client', () => {
  const ELSEWHERE = 'http://127.0.0.1:9999/elsewhere';

  it('moves it to another address: the old one is refused from the next request on, and consents stay', async () => {
    const client = await bank.client();
    const { user, access_token: token } = await bank.person();
    const browser = new Browser(bank);
    await browser.allow((await aRequest(bank, client)).url, user.email);
    const answer = await change(client, { client_name: 'Savings app', redirect_uris: [ELSEWHERE] });
    expect([answer.status, answer.body]).toEqual([
      200, { ...client, client_name: 'Savings app', redirect_uris: [ELSEWHERE] },
    ]);
    const old = await browser.get((await aRequest(bank, client)).url);
    expect([old.status, old.html.includes('invalid_redirect_uri')]).toEqual([400, true]);
    const back = await browser.allow((await aRequest(bank, client, { redirect_uri: ELSEWHERE })).url, user.email);
    expect([back.href.startsWith(ELSEWHERE), back.searchParams.has('code')]).toEqual([true, true]);
    const consents = await bank.auth.ask('GET', '/auth/consents', undefined, bearer(token));
    expect((consents.body as unknown as { items: Json[] }).items).toHaveLength(1);
    expect(await bank.auth.recorded('oauth-client.change', client.client_id)).toMatchObject({
      details: { name: 'Savings app', changed: 'name redirectUris' },
    });
  });

  it('gives it another key: the old one proves nothing any more', async () => {
    const aKey = async () => {
      const { privateKey: key, publicKey } = await generateKeyPair('ES256', { extractable: true });
      const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
      return { jwks, auth: oauth.PrivateKeyJwt({ key, kid: 'k1' }) };
    };
    const [first, second] = [await aKey(), await aKey()];
    const client = await bank.client({
      redirect_uris: [], grant_types: ['client_credentials'], roles: ['read_only'],
      token_endpoint_auth_method: 'private_key_jwt', jwks: first.jwks,
    });
    const statusOf = async ({ auth }: typeof first): Promise<number> => {
      const asked = new URLSearchParams({ scope: 'office:read' });
      return (await oauth.clientCredentialsGrantRequest(bank.as, client, auth, asked, bank.options)).status;
    };
    expect([await statusOf(first), await statusOf(second)]).toEqual([200, 401]);
    expect((await change(client, { jwks: second.jwks })).status).toBe(200);
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
  });

  it('together with others loses nothing', async () => {
    const client = await bank.client();
    const changes: Json[] = [
      { client_name: 'Both' }, { redirect_uris: [ELSEWHERE] }, { post_logout_redirect_uris: [ELSEWHERE] },
    ];
    await Promise.all([...changes, ...changes, ...changes].map((one) => change(client, one)));
    expect((await change(client, {})).body).toEqual(Object.assign({}, client, ...changes));
  });

  it.each<[string, Json, number]>([
    ['no address', { redirect_uris: [] }, 422],
    ['an address that is none', { redirect_uris: ['javascript:alert(1)'] }, 422],
    ['a null name', { client_name: null }, 422],
    ['null addresses', { redirect_uris: null }, 422],
    ['keys that it has no use for', { jwks: { keys: [{ kty: 'EC' }] } }, 422],
    ['another grant', { grant_types: ['client_credentials'] }, 422],
    ['another role', { roles: ['agent'] }, 422],
  ])('with %s is refused, and nothing is changed', async (_what, said, status) => {
    const client = await bank.client();
    expect((await change(client, said)).status).toBe(status);
    expect((await change(client, {})).body).toEqual(client);
  });

  it('is one of the same bank, and the client is not removed', async () => {
    const client = await bank.client();
    const boss = await bank.auth.officer('admin', await bank.auth.tenant());
    const customer = await bank.person();
    expect((await change(client, { client_name: 'Mine' }, bearer(boss.token))).status).toBe(404);
    expect((await change(client, { client_name: 'Mine' }, bearer(customer.access_token))).status).toBe(403);
    const url = `/admin/oauth/clients/${client.client_id}`;
    expect((await bank.auth.ask('DELETE', url, undefined, admin)).status).toBe(204);
    expect((await change(client, { client_name: 'Late' })).status).toBe(404);
  });
});

describe('an admin who gives a client another secret', () => {
  const replace = (client: oauth.Client, by = admin): Promise<Answer> =>
    bank.auth.ask('POST', `/admin/oauth/clients/${client.client_id}/secret`, undefined, by);
  const aProgram = (): ReturnType<OauthBank['client']> =>
    bank.client({
      redirect_uris: [], grant_types: ['client_credentials'], roles: ['read_only'],
      token_endpoint_auth_method: 'client_secret_basic',
    });
  const statusWith = async (client: oauth.Client, secret: unknown): Promise<number> => {
    const auth = oauth.ClientSecretBasic(String(secret));
    const asked = new URLSearchParams({ scope: 'office:read' });
    return (await oauth.clientCredentialsGrantRequest(bank.as, client, auth, asked, bank.options)).status;
  };

  it('sees it once, and the old one is worth nothing at once', async () => {
    const client = await aProgram();
    const { status, body } = await replace(client);
    const { client_secret: secret } = body as unknown as { client_secret: string };
    expect([status, body]).toEqual([200, { ...client, client_secret: secret }]);
    expect([await statusWith(client, client.client_secret), await statusWith(client, secret)]).toEqual([401, 200]);
    expect((await change(client, {})).body).not.toHaveProperty('client_secret');
    const record = await bank.auth.recorded('oauth-client.replace-secret', client.client_id);
    expect(JSON.stringify(record)).not.toContain(secret);
  });

  it('ten times at once leaves one that works', async () => {
    const client = await aProgram();
    const answers = await Promise.all(Array.from({ length: 10 }, () => replace(client)));
    const secrets = answers.map(({ body }) => (body as unknown as { client_secret: string }).client_secret);
    const works = await Promise.all(secrets.map((secret) => statusWith(client, secret)));
    expect([new Set(secrets).size, works.filter((status) => status === 200).length]).toEqual([10, 1]);
  });

  it('is one of the same bank, and the client has one', async () => {
    const [client, open] = [await aProgram(), await bank.client()];
    const boss = await bank.auth.officer('admin', await bank.auth.tenant());
    const customer = await bank.person();
    const by = [bearer(boss.token), bearer(customer.access_token)];
    const answers = [await replace(client, by[0]), await replace(client, by[1]), await replace(open)];
    expect(answers.map(({ status }) => status)).toEqual([404, 403, 404]);
    expect(await statusWith(client, client.client_secret)).toBe(200);
  });
});
