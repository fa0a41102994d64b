import type { Browser, BrowserContext, Page } from 'playwright-core';
import { aCustomer, required } from './bank.ts';
import { aChromium, fetchIn, type Told } from './chromium.ts';

// The certificate is signed by itself, and the browser is told to believe its key: then all else is as with any other.
const secure = required('SECURE_URL', 'the address of a gateway with TLS');
const plain = secure.replace('https:', 'http:');
const PAGE = '/docs/errors.md';

let chromium: Browser;
let context: BrowserContext;
let tab: Page;

beforeAll(async () => {
  const pin = required('SECURE_PIN', 'the hash of the public key of that gateway');
  chromium = await aChromium(`--ignore-certificate-errors-spki-list=${pin}`);
});

afterAll(() => chromium?.close());

beforeEach(async () => {
  context = await chromium.newContext();
  tab = await context.newPage();
});

afterEach(() => context.close());

/** Goes to an address of plain HTTP, and tells who sent it on: the gateway, or the browser before anything left. */
async function sentOnFrom(url: string): Promise<string> {
  const shown = await tab.goto(url);
  const first = await shown!.request().redirectedFrom()!.response();
  const reason = first!.headers()['non-authoritative-reason'] ?? 'the gateway';
  return `${first!.status()} ${reason} ${shown!.url()}`;
}

it('whoever came once by TLS is sent there by the browser itself ever after', async () => {
  expect(await sentOnFrom(plain + PAGE)).toBe(`308 the gateway ${secure}${PAGE}`);
  expect(await sentOnFrom(`${plain}/openapi.json`)).toBe(`307 HSTS ${secure}/openapi.json`);
  expect(await sentOnFrom(`${plain.replace('//', '//www.')}${PAGE}`)).toBe(
    `307 HSTS ${secure.replace('//', '//www.')}${PAGE}`,
  );
});

it('the cookies are bound to the host and to TLS, and work', async () => {
  const { email, password } = await aCustomer();
  await tab.goto(secure + PAGE);
  const ask = async (method: string, path: string, body?: object): Promise<Told> => {
    const csrf = (await context.cookies()).find(({ name }) => name === '__Host-csrf')?.value ?? '';
    const headers = { 'x-csrf-token': csrf, ...(body ? { 'content-type': 'application/json' } : {}) };
    return (await fetchIn(tab, secure + path, { method, headers, body: body && JSON.stringify(body) }))!;
  };
  expect(await ask('POST', '/v1/auth/login', { email, password, use_cookies: true })).toMatchObject({ status: 200 });
  const kept = await context.cookies();
  expect(kept.map(({ name, secure: only, httpOnly, sameSite }) => [name, only, httpOnly, sameSite])).toEqual([
    ['__Host-at', true, true, 'Strict'],
    ['__Host-csrf', true, false, 'Strict'],
    ['__Host-rt', true, true, 'Strict'],
  ]);
  const answers = [await ask('GET', '/v1/auth/me'), await ask('POST', '/v1/auth/refresh'), await ask('GET', '/me')];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await ask('POST', '/v1/auth/logout')).status).toBe(204);
  expect(await context.cookies()).toEqual([]);
});
