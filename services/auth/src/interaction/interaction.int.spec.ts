import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { generate } from 'otplib';
import { bearer, PASSWORD, type Body } from '../auth.builder.js';
import { anOauthBank, aRequest, Browser, CALLBACK, type OauthBank, type Shown } from '../oauth/oauth.builder.js';

let bank: OauthBank;

beforeAll(async () => {
  bank = await anOauthBank();
}, 60_000);

afterAll(() => bank?.close(), 30_000);

/** A person with a second factor; the code of now counts again. */
async function guarded() {
  const person = await bank.person();
  const token = bearer(person.access_token);
  const { secret } = (await bank.auth.post('/auth/totp/setup', undefined, token)).body as Body & { secret: string };
  const on = await bank.auth.post('/auth/totp/verify', { totp_code: await generate({ secret }) }, token);
  expect(on.status).toBe(200);
  await bank.auth.database.query('update totp set last_step = 0 where user_id = $1', [person.user.id]);
  return { person, secret, recoveryCodes: on.body['recovery_codes'] as string[] };
}

const hiddenOf = (shown: Shown): string => /name="mfa_token" value="([^"]+)"/.exec(shown.html)![1]!;

/** Usable by keyboard and reader, on a phone, and made of nothing but itself. */
function expectSound(shown: Shown): void {
  expect(shown.html).toMatch(/<html lang="en">/);
  expect(shown.html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(shown.html).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\ssrc=|\son[a-z]+=|@import|url\(/i);
  const inputs = shown.html.match(/<input\b[^>]*>/g) ?? [];
  for (const input of inputs.filter((one) => !one.includes('type="hidden"'))) {
    expect(shown.html).toContain(`<label for="${/\sid="([^"]+)"/.exec(input)?.[1]}">`);
  }
  expect(shown.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-[^']+'; form-action 'self' \S+$/,
  );
}

describe('a person with a second factor', () => {
  /** Up to the page that asks for the code. */
  async function atCode(client: oauth.Client, person: Body) {
    const browser = new Browser(bank);
    const request = await aRequest(bank, client);
    const login = await browser.get(request.url);
    expectSound(login);
    const asked = await browser.submit(login.url, { login: person.user.email, password: PASSWORD });
    expectSound(asked);
    expect(asked.html).toContain('name="code"');
    const show = (code: string): Promise<Shown> => browser.submit(asked.url, { mfa_token: hiddenOf(asked), code });
    return { browser, request, show };
  }

  it('logs in with a code, not with a wrong one, allows the client, and the tokens say how', async () => {
    const client = await bank.client();
    const { person, secret } = await guarded();
    const { browser, request, show } = await atCode(client, person);
    const wrong = await show(await generate({ secret, epoch: 1_000_000 }));
    expect([wrong.status, wrong.html.includes('role="alert"'), wrong.left]).toEqual([401, true, undefined]);
    expectSound(wrong);
    const consent = await show(await generate({ secret }));
    expect([consent.status, consent.html.includes('Allow access?')]).toEqual([200, true]);
    expectSound(consent);
    const { left } = await browser.submit(`${consent.url}/consent`, { decision: 'allow' });
    const params = oauth.validateAuthResponse(bank.as, client, new URL(left!), request.state);
    const answer = await oauth.authorizationCodeGrantRequest(
      bank.as, client, oauth.None(), params, CALLBACK, request.verifier,
      { ...bank.options, additionalParameters: { resource: bank.resource('api') } },
    );
    const { access_token: token } = await oauth.processAuthorizationCodeResponse(bank.as, client, answer);
    expect(decodeJwt(token)).toMatchObject({ sub: person.user.id, amr: ['pwd', 'otp'] });
    expect((await bank.auth.me(token)).status).toBe(200);
  });

  it('logs in with a recovery code, once', async () => {
    const client = await bank.client();
    const { person, recoveryCodes } = await guarded();
    const first = await (await atCode(client, person)).show(recoveryCodes[0]!);
    expect([first.status, first.html.includes('Allow access?')]).toEqual([200, true]);
    const again = await (await atCode(client, person)).show(recoveryCodes[0]!);
    expect([again.status, again.html.includes('role="alert"')]).toEqual([401, true]);
  });

  it('gets no further with the password alone', async () => {
    const { person } = await guarded();
    const { browser, request } = await atCode(await bank.client(), person);
    const back = await browser.get(request.url);
    expect([back.left, back.html.includes('name="password"')]).toEqual([undefined, true]);
  });
});

describe('the client of one bank', () => {
  it('lets in nobody of another bank, neither by password nor by being signed in there', async () => {
    const elsewhere = await bank.auth.tenant();
    const boss = await bank.auth.officer('admin', elsewhere);
    const body = { client_name: 'Theirs', redirect_uris: [CALLBACK] };
    const made = await bank.auth.post('/admin/oauth/clients', body, bearer(boss.token));
    expect(made.status).toBe(201);
    const [theirs, ours] = [made.body as unknown as oauth.Client, await bank.client()];
    const person = await bank.person();

    const atOurs = await new Browser(bank).get((await aRequest(bank, ours)).url);
    const stranger = await new Browser(bank).get((await aRequest(bank, theirs)).url);
    expect([atOurs.html, stranger.html].map((html) => html.includes('name="password"'))).toEqual([true, true]);

    const browser = new Browser(bank);
    const back = await browser.allow((await aRequest(bank, ours)).url, person.user.email);
    expect(back.searchParams.has('code')).toBe(true);
    const login = await browser.get((await aRequest(bank, theirs)).url);
    expect([login.left, login.html.includes('name="password"')]).toEqual([undefined, true]);
    const refused = await browser.submit(login.url, { login: person.user.email, password: PASSWORD });
    expect([refused.status, refused.left]).toEqual([401, undefined]);

    const foreign = new Browser(bank);
    const door = await foreign.get((await aRequest(bank, ours)).url);
    const officer = await foreign.submit(door.url, { login: boss.email, password: PASSWORD });
    expect([officer.status, officer.left]).toEqual([401, undefined]);
    const { url } = await aRequest(bank, theirs, { scope: 'office:read' });
    const home = await new Browser(bank).allow(url, boss.email);
    expect(home.searchParams.has('code')).toBe(true);
  });
});

describe('a consent', () => {
  it('that is taken back is on the record, and so is the client', async () => {
    const client = await bank.client();
    const person = await bank.person();
    await new Browser(bank).allow((await aRequest(bank, client)).url, person.user.email);
    const token = bearer(person.access_token);
    const { items } = (await bank.auth.ask('GET', '/auth/consents', undefined, token)).body as Body & {
      items: { id: string }[];
    };
    expect((await bank.auth.ask('DELETE', `/auth/consents/${items[0]!.id}`, undefined, token)).status).toBe(204);
    const actor = { kind: 'user', id: person.user.id };
    const object = { kind: 'oauth-client', id: client.client_id };
    expect(await bank.auth.recorded('consent.withdraw', person.user.id)).toMatchObject({ actor, object });
    expect(await bank.auth.recorded('oauth-client.register', client.client_id)).toMatchObject({ object });
    const admin = bearer((await bank.person(['admin'])).access_token);
    const url = `/admin/oauth/clients/${client.client_id}`;
    expect((await bank.auth.ask('DELETE', url, undefined, admin)).status).toBe(204);
    expect(await bank.auth.recorded('oauth-client.remove', client.client_id)).toMatchObject({ object });
  });
});
