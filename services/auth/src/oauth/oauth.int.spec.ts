import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { bearer, type Answer, type Body } from '../auth.builder.js';
import { EndingService } from '../session/ending.service.js';
import { anOauthBank, aRequest, Browser, CALLBACK, type OauthBank } from './oauth.builder.js';

let bank: OauthBank;

beforeAll(async () => {
  bank = await anOauthBank();
}, 60_000);

afterAll(() => bank?.close(), 30_000);

type Tokens = oauth.TokenEndpointResponse;

/** A code that a person has allowed, and how to redeem it. */
async function code(client: oauth.Client, person: Body, said: Record<string, string> = {}) {
  const browser = new Browser(bank);
  const request = await aRequest(bank, client, said);
  const callback = await browser.allow(request.url, person.user.email);
  const params = oauth.validateAuthResponse(bank.as, client, callback, request.state);
  const redeem = (verifier = request.verifier, auth = oauth.None(), more: Record<string, string> = {}) =>
    oauth.authorizationCodeGrantRequest(bank.as, client, auth, params, CALLBACK, verifier, {
      ...bank.options,
      additionalParameters: { resource: request.params.resource, ...more },
    });
  return { request, callback, params, redeem };
}

async function tokens(client: oauth.Client, person: Body, said: Record<string, string> = {}): Promise<Tokens> {
  const { redeem } = await code(client, person, said);
  return oauth.processAuthorizationCodeResponse(bank.as, client, await redeem());
}

interface Refreshed {
  readonly status: number;
  readonly body: Partial<Tokens> & { error?: string };
}

async function refresh(client: oauth.Client, token: string): Promise<Refreshed> {
  const answer = await oauth.refreshTokenGrantRequest(bank.as, client, oauth.None(), token, {
    ...bank.options, additionalParameters: { resource: bank.resource('api') },
  });
  return { status: answer.status, body: (await answer.json()) as never };
}

const errorOf = async (answer: Response): Promise<[number, unknown]> => {
  const body = (await answer.json()) as { error?: string };
  return [answer.status, body.error];
};

describe('a code', () => {
  it("is worth a token that opens the bank's API for what was allowed and nothing else", async () => {
    const client = await bank.client();
    const person = await bank.person();
    const { callback, redeem } = await code(client, person);
    expect(callback.searchParams.get('iss')).toBe(bank.issuer);
    const answer = await oauth.processAuthorizationCodeResponse(bank.as, client, await redeem());
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'accounts:read transfers:read' });
    expect(decodeJwt(answer.access_token)).toMatchObject({
      sub: person.user.id, client_id: client.client_id, aud: bank.resource('api'), roles: ['customer'],
      tenant_id: person.user.tenant_id, amr: ['pwd'], gen: 1, scope: 'accounts:read transfers:read',
    });
    expect((await bank.auth.me(answer.access_token)).status).toBe(200);
    const actor = { kind: 'user', id: person.user.id, roles: ['customer'] };
    const object = { kind: 'oauth-client', id: client.client_id };
    expect(await bank.auth.recorded('consent.give', person.user.id)).toMatchObject({ actor, object });
    const record = await bank.auth.recorded('token.issue', person.user.id);
    expect(record).toMatchObject({ actor, object, details: { grant: 'authorization_code' } });
    expect(JSON.stringify(record)).not.toContain(answer.access_token);
  });

  it('is redeemed once: the second time kills all that came of the first', async () => {
    const client = await bank.client();
    const { redeem } = await code(client, await bank.person());
    const first = await oauth.processAuthorizationCodeResponse(bank.as, client, await redeem());
    expect(await errorOf(await redeem())).toEqual([400, 'invalid_grant']);
    expect((await bank.auth.me(first.access_token)).status).toBe(401);
    expect((await refresh(client, first.refresh_token!)).body.error).toBe('invalid_grant');
  });

  it('is redeemed once also by ten at the same time', async () => {
    const client = await bank.client();
    const { redeem } = await code(client, await bank.person());
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem()));
    const won = answers.filter((one) => one.status === 200);
    // Who comes second ends what the first is about to be given: it may be too late for the first as well.
    expect(won.length).toBeLessThanOrEqual(1);
    for (const lost of answers.filter((one) => one.status !== 200))
      expect(await errorOf(lost)).toEqual([400, 'invalid_grant']);
    for (const one of won) {
      const { access_token: token } = (await one.json()) as Tokens;
      expect((await bank.auth.me(token)).status).toBe(401);
    }
  });

  it('is worth nothing with a wrong verifier, without one, and to another client', async () => {
    const client = await bank.client();
    const person = await bank.person();
    const wrong = await (await code(client, person)).redeem(oauth.generateRandomCodeVerifier());
    expect(await errorOf(wrong)).toEqual([400, 'invalid_grant']);
    const { redeem } = await code(client, person);
    const thief = oauth.None();
    const other = (await bank.client()).client_id;
    const stolen = await redeem(undefined, (as, own, body, headers) => {
      thief(as, own, body, headers);
      body.set('client_id', other);
    });
    expect(await errorOf(stolen)).toEqual([400, 'invalid_grant']);
  });
});

describe('an authorization request', () => {
  it('goes nowhere but to a registered address', async () => {
    const client = await bank.client();
    const request = await aRequest(bank, client, { redirect_uri: 'https://evil.example/callback' });
    const shown = await new Browser(bank).get(request.url);
    expect([shown.status, shown.left]).toEqual([400, undefined]);
    expect(shown.html).toContain('invalid_redirect_uri');
  });

  it('needs PKCE with S256', async () => {
    const client = await bank.client();
    const plain = await new Browser(bank).get((await aRequest(bank, client, { code_challenge_method: 'plain' })).url);
    expect(new URL(plain.left!).searchParams.get('error')).toBe('invalid_request');
    const { url } = await aRequest(bank, client);
    const without = await new Browser(bank).get(url.replace(/&code_challenge(_method)?=[^&]*/g, ''));
    expect(new URL(without.left!).searchParams.get('error')).toBe('invalid_request');
  });

  it('is for a resource of the bank', async () => {
    const client = await bank.client();
    const request = await aRequest(bank, client, { resource: 'https://elsewhere.example/' });
    const shown = await new Browser(bank).get(request.url);
    expect(new URL(shown.left!).searchParams.get('error')).toBe('invalid_target');
  });

  it('that names no scope asks for the least', async () => {
    const client = await bank.client();
    const answer = await tokens(client, await bank.person(), { scope: '' });
    expect(answer.scope).toBe('profile:read');
  });

  it('is answered in the way it asks for', async () => {
    const client = await bank.client({ redirect_uris: ['https://app.example/callback'] });
    const { email } = (await bank.person()).user;
    const browser = new Browser(bank);
    const answer = async (mode: string) => {
      const said = { redirect_uri: 'https://app.example/callback', response_mode: mode };
      return browser.get((await aRequest(bank, client, said)).url);
    };
    await browser.allow((await aRequest(bank, client, { redirect_uri: 'https://app.example/callback' })).url, email);
    expect((await answer('query')).left).toMatch(/callback\?code=/);
    expect((await answer('fragment')).left).toMatch(/callback#code=/);
    const posted = await answer('form_post');
    expect(posted.html).toMatch(/action="https:\/\/app.example\/callback"[^]*name="code"/);
    expect(posted.headers.get('content-security-policy')).toMatch(
      /script-src 'sha256-[^']+';.*form-action 'self' https:\/\/app.example$/,
    );
  });

  it('is refused when the person says no', async () => {
    const client = await bank.client();
    const { url } = await aRequest(bank, client);
    const { email } = (await bank.person()).user;
    const callback = await new Browser(bank).allow(url, email, { decision: 'deny' });
    expect(callback.searchParams.get('error')).toBe('access_denied');
  });

  it('gives no more than the roles of the person, and only in the tenant of the client', async () => {
    const client = await bank.client();
    const answer = await tokens(client, await bank.person(), { scope: 'accounts:read admin:write office:read' });
    expect(answer.scope).toBe('accounts:read');
  });
});

describe('the pages', () => {
  it('need no script, load nothing, name the client and its host, and say when the password is wrong', async () => {
    const client = await bank.client({ client_name: '<b>Budget</b>' });
    const browser = new Browser(bank);
    const login = await browser.get((await aRequest(bank, client)).url);
    expect(login.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-[^']+'; form-action 'self' h/,
    );
    expect(login.html).not.toMatch(/<script|https?:\/\/fonts|<b>/);
    expect(login.html).toContain('127.0.0.1:9999');
    const wrong = await browser.submit(login.url, { login: 'nobody@example.com', password: 'wrong' });
    expect([wrong.status, wrong.html.includes('role="alert"')]).toEqual([401, true]);
    const foreign = await browser.submit(login.url, { login: 'a', password: 'b' }, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
    expect((await new Browser(bank).get(login.url)).html).toContain('expired');
  });

  it.each<[string, (token: string, userId: string) => Promise<Answer>]>([
    ['a logout', (token) => bank.auth.post('/auth/logout', undefined, bearer(token))],
    ['a logout of all', (token) => bank.auth.post('/auth/logout-all', undefined, bearer(token))],
    ['a disabling', async (_, id) => {
      const admin = await bank.person(['admin']);
      const change = (status: string) =>
        bank.auth.ask('PATCH', `/admin/users/${id}`, { status }, bearer(admin.access_token));
      await change('disabled');
      return change('active');
    }],
  ])('do not ask again while the browser is signed in, and do after %s elsewhere', async (_, end) => {
    const client = await bank.client({ redirect_uris: ['https://app.example/callback'] });
    const person = await bank.person();
    const said = { redirect_uri: 'https://app.example/callback' };
    const browser = new Browser(bank);
    await browser.allow((await aRequest(bank, client, said)).url, person.user.email);
    const again = await browser.get((await aRequest(bank, client, said)).url);
    expect(again.left).toContain('code=');
    expect((await end(person.access_token, person.user.id)).status).toBeLessThan(300);
    expect((await browser.get((await aRequest(bank, client, said)).url)).html).toContain('name="password"');
    const left = 'select s.id from session s where user_id = $1 and ended_at is null and not exists ' +
      '(select from oauth_grant c where c.session_id = s.id)';
    expect(await bank.auth.database.query(left, [person.user.id])).toEqual([]);
  });

  it('ask again after the password was changed', async () => {
    const client = await bank.client({ redirect_uris: ['https://app.example/callback'] });
    const person = await bank.person();
    const said = { redirect_uri: 'https://app.example/callback' };
    const browser = new Browser(bank);
    await browser.allow((await aRequest(bank, client, said)).url, person.user.email);
    await bank.auth.app.get(EndingService).endAll({ userId: person.user.id }, 'password_changed');
    expect((await browser.get((await aRequest(bank, client, said)).url)).html).toContain('name="password"');
  });
});

describe('a refresh token', () => {
  it('is changed for another one, and never works for another client', async () => {
    const client = await bank.client();
    const { refresh_token: first } = await tokens(client, await bank.person());
    expect((await refresh(await bank.client(), first!)).body.error).toBe('invalid_grant');
    const next = await refresh(client, first!);
    expect(next.status).toBe(200);
    expect(next.body.refresh_token).not.toBe(first);
    expect((await bank.auth.me(next.body.access_token!)).status).toBe(200);
  });

  it('that is used by twenty at once is worth one successor, which dies with the family', async () => {
    const client = await bank.client();
    const { refresh_token: first } = await tokens(client, await bank.person());
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(client, first!)));
    const won = answers.filter((one) => one.status === 200);
    const lost = answers.filter((one) => one.body.error === 'invalid_grant');
    expect([won.length, lost.length]).toEqual([1, 19]);
    expect((await refresh(client, won[0]!.body.refresh_token!)).body.error).toBe('invalid_grant');
    expect((await bank.auth.me(won[0]!.body.access_token!)).status).toBe(401);
  });
});
