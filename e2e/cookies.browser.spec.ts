import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { aCustomer, gateway, type Person } from './bank.ts';
import { aChromium, fetchIn, ForeignSite, OWN_PAGE, type Told } from './chromium.ts';

const foreign = new ForeignSite();
let chromium: Browser;
let context: BrowserContext;
let anna: Person;

beforeAll(async () => {
  [chromium] = await Promise.all([aChromium(), foreign.open()]);
});

afterAll(async () => {
  await chromium?.close();
  foreign.close();
});

beforeEach(async () => {
  anna = await aCustomer();
  context = await chromium.newContext();
});

afterEach(() => context.close());

async function tabAt(url: string): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(url);
  return tab;
}

const cookieOf = async (name: RegExp) => (await context.cookies()).find((one) => name.test(one.name));

/** What a page of the bank asks with its cookies. */
async function ask(tab: Page, method: string, path: string, body?: object): Promise<Told> {
  const csrf = (await cookieOf(/^csrf_/))?.value ?? '';
  const headers = { 'x-csrf-token': csrf, ...(body ? { 'content-type': 'application/json' } : {}) };
  return (await fetchIn(tab, `${gateway}${path}`, { method, headers, body: body && JSON.stringify(body) }))!;
}

/** A tab in which Anna is logged in by cookies. */
async function loggedIn(): Promise<Page> {
  const tab = await tabAt(OWN_PAGE);
  const login = { email: anna.email, password: anna.password, use_cookies: true };
  expect(await ask(tab, 'POST', '/v1/auth/login', login)).toMatchObject({ status: 200 });
  return tab;
}

const accountsOf = async (): Promise<number> =>
  (await anna.get<{ items: unknown[] }>('/v1/accounts')).body.items.length;

describe('a login by cookie', () => {
  it('gives the scripts of the page no token, and holds in every tab', async () => {
    const tab = await loggedIn();
    const cookies = await context.cookies();
    expect(cookies.map(({ name, httpOnly, sameSite }) => [name.split('_')[0], httpOnly, sameSite])).toEqual([
      ['at', true, 'Strict'],
      ['csrf', false, 'Strict'],
      ['rt', true, 'Strict'],
    ]);
    const readable = await tab.evaluate<string>('document.cookie');
    expect(readable).toMatch(/^csrf_[0-9]+=[^;]+$/);
    for (const one of [tab, await tabAt(OWN_PAGE)]) {
      expect(await ask(one, 'GET', '/v1/auth/me')).toMatchObject({ status: 200, body: { email: anna.email } });
      expect(await ask(one, 'POST', '/v1/accounts', {})).toMatchObject({ status: 201 });
    }
    expect(await accountsOf()).toBe(2);
  });

  it('ends with a logout: nothing is left in the browser, and what was there opens nothing', async () => {
    const tab = await loggedIn();
    const before = await context.cookies();
    expect((await ask(tab, 'POST', '/v1/auth/logout')).status).toBe(204);
    expect(await context.cookies()).toEqual([]);
    const other = await tabAt(OWN_PAGE);
    expect((await ask(other, 'GET', '/v1/auth/me')).status).toBe(401);
    await context.addCookies(before);
    const again = [await ask(other, 'GET', '/v1/auth/me'), await ask(other, 'POST', '/v1/auth/refresh')];
    expect(again.map(({ status }) => status)).toEqual([401, 401]);
  });
});

describe('tabs that refresh at once', () => {
  it('all go on, with one successor that lives', async () => {
    const tabs = [await loggedIn(), ...(await Promise.all(Array.from({ length: 5 }, () => tabAt(OWN_PAGE))))];
    const seen = [(await cookieOf(/^rt_/))?.value];
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all(tabs.map((tab) => ask(tab, 'POST', '/v1/auth/refresh')));
      expect(answers.map(({ status }) => status)).toEqual(tabs.map(() => 200));
      seen.push((await cookieOf(/^rt_/))?.value);
      const mine = await Promise.all(tabs.map((tab) => ask(tab, 'GET', '/v1/auth/me')));
      expect(mine.map(({ status }) => status)).toEqual(tabs.map(() => 200));
    }
    expect(new Set(seen).size).toBe(3);
    const { body } = await ask(tabs[0]!, 'GET', '/v1/auth/sessions');
    const agents = (body as { items: { user_agent: string }[] }).items.map((one) => one.user_agent);
    expect(agents.filter((one) => /Chrome/.test(one))).toHaveLength(1);
  });
});

/** Another site, and another port of the same host: for that one, cookies know no difference. */
const strangers: [string, string][] = [['another site', 'evil.example'], ['another port of this host', 'localhost']];

describe.each(strangers)('%s', (_what, host) => {
  /** A page there with a form, which the person is made to send. */
  async function sendsForm(action: string, fields: Record<string, string>, enctype: string): Promise<Response> {
    const inputs = Object.entries(fields).map(([name, value]) => `<input name='${name}' value='${value}'>`);
    const form = `<form method="post" action="${gateway}${action}" enctype="${enctype}">${inputs.join('')}`;
    foreign.put('/prize', `${form}<button>Win a prize</button></form>`);
    const tab = await tabAt(foreign.at(host, '/prize'));
    const answer = tab.waitForResponse(gateway + action);
    await tab.getByRole('button').click();
    return answer;
  }

  it('changes nothing by a form, wherever it is sent and as what', async () => {
    const tab = await loggedIn();
    const before = await context.cookies();
    for (const action of ['/v1/accounts', '/v1/auth/logout', '/v1/auth/logout-all', '/v1/auth/refresh']) {
      for (const enctype of ['application/x-www-form-urlencoded', 'text/plain']) {
        const answer = await sendsForm(action, { type: 'savings' }, enctype);
        expect([401, 403, 415]).toContain(answer.status());
      }
    }
    expect(await context.cookies()).toEqual(before);
    expect(await accountsOf()).toBe(0);
    expect((await ask(tab, 'GET', '/v1/auth/me')).status).toBe(200);
  });

  it("does not log the browser in as somebody of the stranger's choice", async () => {
    const mallory = await aCustomer();
    const answer = await sendsForm(
      '/token', { username: mallory.email, password: mallory.password }, 'application/x-www-form-urlencoded',
    );
    expect([answer.status(), ((await answer.json()) as { code: string }).code]).toEqual([403, 'foreign_origin']);
    expect(await context.cookies()).toEqual([]);
  });

  it('reads nothing and changes nothing by a script, and is refused even what its page does not see', async () => {
    const own = await loggedIn();
    const before = await context.cookies();
    const tab = await tabAt(foreign.at(host));
    const credentials = 'include';
    const json = { 'content-type': 'application/json' };
    const tries: [string, object][] = [
      ['/v1/auth/me', { credentials }],
      ['/v1/accounts', { credentials, method: 'POST', body: '{}', headers: json }],
      ['/v1/accounts', { credentials, method: 'POST', body: '{}' }],
      ['/v1/auth/login', { credentials, method: 'POST', headers: json, body: JSON.stringify({ email: anna.email }) }],
      ['/v1/auth/refresh', { credentials, method: 'POST' }],
    ];
    for (const [path, how] of tries) expect([path, await fetchIn(tab, gateway + path, how)]).toEqual([path, undefined]);
    const blind: [string, object][] = [
      ['/v1/auth/me', {}],
      ...['/v1/auth/logout', '/v1/auth/refresh', '/v1/accounts'].map((path): [string, object] => [
        path, { method: 'POST', body: '{}' },
      ]),
    ];
    for (const [path, how] of blind) {
      const unseen = tab.waitForResponse(gateway + path);
      await fetchIn(tab, gateway + path, { credentials, mode: 'no-cors', ...how });
      expect([401, 403, 415]).toContain((await unseen).status());
    }
    expect(await context.cookies()).toEqual(before);
    expect(await accountsOf()).toBe(0);
    expect((await ask(own, 'GET', '/v1/auth/me')).status).toBe(200);
  });
});
