import { eventually } from '@florin/testing';
import * as client from 'openid-client';
import { generate } from 'otplib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { aCustomer, anOfficer, call, gateway, must, type Person } from './bank.ts';
import { aChromium, ForeignSite, violationsOf } from './chromium.ts';

const PHONE = { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const STEP_S = 30;
const nowS = (): number => Math.floor(Date.now() / 1000);

/** The site of the program that asks. */
const foreign = new ForeignSite();
let callback: string;
let chromium: Browser;
let config: client.Configuration;

beforeAll(async () => {
  [chromium] = await Promise.all([aChromium(), foreign.open()]);
  callback = foreign.at('127.0.0.1', '/callback');
  const admin = await anOfficer('admin');
  // No place to break the line at.
  const wish = { client_name: `Budget${'_and_more'.repeat(10)}`, redirect_uris: [callback] };
  const { client_id } = must(
    await call<{ client_id: string }>('POST', '/v1/admin/oauth/clients', { token: admin.token, body: wish }), 201,
  );
  const options = { execute: [client.allowInsecureRequests] };
  config = await client.discovery(new URL(gateway), client_id, {}, client.None(), options);
});

afterAll(async () => {
  await chromium?.close();
  foreign.close();
});

/** Somebody with an authenticator, of which the code of now was not used yet. */
async function guarded(): Promise<{ person: Person; codeNow: () => Promise<string> }> {
  const person = await aCustomer();
  const { secret } = must(await person.post<{ secret: string }>('/v1/auth/totp/setup'), 200);
  const totp_code = await generate({ secret, epoch: nowS() - STEP_S });
  must(await person.post('/v1/auth/totp/verify', { totp_code }), 200);
  // Not where the next step of the clock could begin while the code is typed.
  await eventually(() => expect(nowS() % STEP_S).toBeLessThan(STEP_S - 8), { within: 10_000, every: 200 });
  return { person, codeNow: () => generate({ secret, epoch: nowS() }) };
}

/** A browser that a program has sent to the bank, and what it is worth when it comes back. */
async function sent(options: BrowserContextOptions = {}) {
  const context = await chromium.newContext(options);
  const page = await context.newPage();
  const violations = violationsOf(page);
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const resource = `${gateway}/api`;
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: callback, scope: 'openid accounts:read transfers:write', resource, state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256',
  });
  await page.goto(url.href);
  const back = async (): Promise<URL> => {
    await page.waitForURL(`${callback}?*`);
    return new URL(page.url());
  };
  const tokens = async () =>
    client.authorizationCodeGrant(config, await back(), { pkceCodeVerifier, expectedState }, { resource });
  return { context, page, url, violations, back, tokens };
}

/** Waits for the page with this heading. */
const at = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name }).waitFor();

interface Place {
  readonly what: string;
  readonly outline: string;
}

const PLACE = `(() => {
  const { tagName, id, innerText } = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return { what: [tagName, id || innerText].join(' '), outline: outlineStyle + ' ' + outlineWidth };
})()`;

/** Goes through the page with the tabulator, and tells where it comes and what shows it. */
async function walk(page: Page): Promise<Place[]> {
  const all = await page.evaluate<string[]>(
    `[...document.querySelectorAll('a[href], button, input:not([type=hidden])')]
      .map((one) => [one.tagName, one.id || one.innerText].join(' '))`,
  );
  const places: Place[] = [];
  for (const _ of all) {
    places.push(await page.evaluate<Place>(PLACE));
    await page.keyboard.press('Tab');
  }
  expect(places.map(({ what }) => what).toSorted()).toEqual(all.toSorted());
  return places;
}

/** Nothing is wider than the phone, too small to read, or too small for a finger. */
async function expectReadable(page: Page): Promise<void> {
  const size = await page.evaluate<{ width: number; shown: number; text: number[]; fields: number[]; tall: number[] }>(
    `(() => {
      const px = (one) => parseFloat(getComputedStyle(one).fontSize);
      const targets = [...document.querySelectorAll('button, input:not([type=hidden])')];
      return {
        width: document.documentElement.scrollWidth,
        shown: visualViewport.scale,
        text: [...document.querySelectorAll('main *')].map(px),
        fields: targets.map(px),
        tall: targets.map((one) => one.getBoundingClientRect().height),
      };
    })()`,
  );
  expect(size.width).toBeLessThanOrEqual(PHONE.viewport.width);
  expect(size.shown).toBe(1);
  expect(Math.min(...size.text)).toBeGreaterThanOrEqual(13);
  // A phone enlarges the whole page when a field with smaller letters is touched.
  expect(Math.min(...size.fields)).toBeGreaterThanOrEqual(16);
  expect(Math.min(...size.tall)).toBeGreaterThanOrEqual(44);
}

describe('the pages of the OAuth server', () => {
  it('lead by keyboard alone from a wrong password over the second factor to a consent', async () => {
    const { person, codeNow } = await guarded();
    const { context, page, violations, tokens } = await sent();
    const { keyboard } = page;
    await at(page, 'Log in');
    for (const { what, outline } of await walk(page)) expect([what, outline]).toEqual([what, 'solid 3px']);
    await page.reload();
    await keyboard.type(person.email);
    await keyboard.press('Tab');
    await keyboard.type('not this one');
    await keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await keyboard.type(person.password);
    await keyboard.press('Enter');
    await at(page, 'Second factor');
    await keyboard.type(await codeNow());
    await keyboard.press('Enter');
    await at(page, 'Allow access?');
    await keyboard.press('Tab');
    expect((await page.evaluate<Place>(PLACE)).what).toBe('BUTTON Allow');
    await keyboard.press('Enter');
    const { access_token: token } = await tokens();
    expect((await call('GET', '/v1/accounts', { token })).status).toBe(200);
    expect(violations).toEqual([]);
    await context.close();
  });

  it('are readable on a small phone, and need no script', async () => {
    const { person, codeNow } = await guarded();
    const { context, page, violations, tokens } = await sent({ ...PHONE, javaScriptEnabled: false });
    await at(page, 'Log in');
    await expectReadable(page);
    await page.getByLabel('E-mail address or username').fill(person.email);
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Log in' }).tap();
    await page.getByRole('alert').waitFor();
    await expectReadable(page);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Log in' }).tap();
    await at(page, 'Second factor');
    await expectReadable(page);
    await page.getByLabel('Code of your authenticator app').fill(await codeNow());
    await page.getByRole('button', { name: 'Go on' }).tap();
    await at(page, 'Allow access?');
    await expectReadable(page);
    await page.getByRole('button', { name: 'Allow' }).tap();
    expect((await tokens()).scope).toBe('accounts:read transfers:write');
    expect(violations).toEqual([]);
    await context.close();
  });

  it('take a no by keyboard, and ask nobody again for the password in the same browser', async () => {
    const person = await aCustomer();
    const { context, page, url, violations, back } = await sent();
    const { keyboard } = page;
    await at(page, 'Log in');
    await keyboard.type(person.email);
    await keyboard.press('Tab');
    await keyboard.type(person.password);
    await keyboard.press('Enter');
    await at(page, 'Allow access?');
    await page.goto(url.href);
    await at(page, 'Allow access?');
    for (let i = 0; i < 2; i += 1) await keyboard.press('Tab');
    await keyboard.press('Enter');
    expect((await back()).searchParams.get('error')).toBe('access_denied');
    expect(violations).toEqual([]);
    await context.close();
  });

  it('are shown in no frame of another site', async () => {
    const { context, page, url } = await sent();
    foreign.put('/frame', `<iframe src="${url.href.replaceAll('&', '&amp;')}"></iframe>`);
    const refusals = violationsOf(page);
    await page.goto(foreign.at('evil.example', '/frame'));
    await eventually(() => expect(refusals.join()).toMatch(/frame-ancestors 'none'/));
    expect(page.frames().slice(1).map((frame) => frame.url())).toEqual(['chrome-error://chromewebdata/']);
    await context.close();
  });
});
