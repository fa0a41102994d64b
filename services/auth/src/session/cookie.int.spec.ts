import { anAuthService, bearer, PASSWORD, type Answer, type AuthService, type Json } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

const OWN = { 'sec-fetch-site': 'same-origin' };

/** The cookies of an answer by name, and the header that a browser makes of them. */
function cookiesOf(answer: Answer): { at: string; rt: string; csrf: string; lines: string[]; header: string } {
  const lines = [answer.headers['set-cookie'] ?? []].flat() as string[];
  const values = Object.fromEntries(lines.map((line) => line.split(';', 1)[0]!.split('=') as [string, string]));
  const header = Object.entries(values).map(([name, value]) => `${name}=${value}`).join('; ');
  return { at: values['at_8080']!, rt: values['rt_8080']!, csrf: values['csrf_8080']!, lines, header };
}

/** A browser of somebody who is logged in. */
async function aBrowser(): Promise<ReturnType<typeof cookiesOf> & { headers: Json; email: string; id: string }> {
  const { user } = await auth.registered();
  const body = { email: user.email, password: PASSWORD, use_cookies: true };
  const answer = await auth.post('/auth/login', body, { origin: 'http://localhost:8080' });
  expect(answer.status).toBe(200);
  const cookies = cookiesOf(answer);
  const headers = { ...OWN, cookie: cookies.header, 'x-csrf-token': answer.body['csrf_token'] };
  return { ...cookies, headers, email: user.email, id: user.id };
}

describe('a login with cookies', () => {
  it('gives three of them and no token in the body', async () => {
    const { user } = await auth.registered();
    const answer = await auth.post('/auth/login', { email: user.email, password: PASSWORD, use_cookies: true });
    expect(Object.keys(answer.body)).toEqual(['user', 'csrf_token']);
    const { lines, csrf } = cookiesOf(answer);
    expect(csrf).toBe(answer.body['csrf_token']);
    expect(lines.map((line) => line.replace(/=[^;]*/, ''))).toEqual([
      'at_8080; Path=/; Max-Age=300; HttpOnly; SameSite=Strict',
      'csrf_8080; Path=/; Max-Age=2592000; SameSite=Strict',
      'rt_8080; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict',
    ]);
    const registration = await auth.post('/auth/register', auth.somebody({ use_cookies: true }));
    expect([registration.status, Object.keys(registration.body)]).toEqual([201, ['user', 'csrf_token']]);
    expect(cookiesOf(registration).lines).toHaveLength(3);
  });

  it('is refused from another site, whichever door it comes to', async () => {
    const { user } = await auth.registered();
    const login = { username: user.email, password: PASSWORD };
    const foreign = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }];
    for (const headers of foreign) {
      const answers = await Promise.all([
        auth.post('/auth/login', { ...login, use_cookies: true }, headers),
        auth.post('/login', login, headers),
        auth.post('/token', new URLSearchParams(login).toString(), {
          ...headers,
          'content-type': 'application/x-www-form-urlencoded',
        }),
        auth.post('/auth/register', auth.somebody({ use_cookies: true }), headers),
      ]);
      expect(answers.map((one) => [one.status, one.body.code, one.headers['set-cookie']])).toEqual(
        Array(4).fill([403, 'foreign_origin', undefined]),
      );
    }
  });

  it('by the short doors gives the access cookie beside the token', async () => {
    const { user } = await auth.registered();
    const { at, rt, header } = cookiesOf(await auth.post('/login', { email: user.email, password: PASSWORD }));
    expect([typeof at, rt]).toEqual(['string', undefined]);
    expect((await auth.ask('GET', '/auth/me', undefined, { cookie: header })).body['id']).toBe(user.id);
  });
});

describe('a refresh by cookie', () => {
  it('twenty times at once gives all tabs one living successor', async () => {
    const browser = await aBrowser();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => auth.post('/auth/refresh', undefined, browser.headers)),
    );
    expect(answers.map((one) => one.status)).toEqual(Array(20).fill(200));
    const successors = new Set(answers.map((one) => cookiesOf(one).rt));
    expect(successors.size).toBe(1);
    expect(successors.has(browser.rt)).toBe(false);
    const rows = await auth.database.query(
      `select 1 from refresh_token join session on session.id = session_id
        where user_id = $1 and amr = '{pwd}' and consumed_at is null and ended_at is null`,
      [browser.id],
    );
    expect(rows).toHaveLength(2); // The registration's session has one too.
    const next = { ...browser.headers, cookie: cookiesOf(answers[7]!).header };
    const later = await auth.post('/auth/refresh', undefined, next);
    expect([later.status, (await auth.me(cookiesOf(later).at)).status]).toEqual([200, 200]);
    // A tab that is late by two turns still comes to the one that lives.
    const late = cookiesOf(await auth.post('/auth/refresh', undefined, browser.headers));
    expect(late.rt).toBe(cookiesOf(later).rt);
    expect(await auth.recorded('token.issue', browser.id)).toMatchObject({ object: { kind: 'session' } });
  });

  it('is a theft from another browser, after ten seconds, or as JSON', async () => {
    const reuse = async (how: (browser: Awaited<ReturnType<typeof aBrowser>>) => Promise<Answer>): Promise<unknown> => {
      const browser = await aBrowser();
      const first = cookiesOf(await auth.post('/auth/refresh', undefined, browser.headers));
      const again = await how(browser);
      const next = await auth.post('/auth/refresh', undefined, { ...browser.headers, cookie: first.header });
      return [again.body.code, next.body.code, (await auth.me(first.at)).status];
    };
    const dead = ['refresh_token_reused', 'refresh_token_invalid', 401];
    expect(
      await reuse(({ headers }) => auth.post('/auth/refresh', undefined, { ...headers, 'user-agent': 'another' })),
    ).toEqual(dead);
    expect(await reuse(({ rt }) => auth.post('/auth/refresh', { refresh_token: rt }))).toEqual(dead);
    expect(
      await reuse(async ({ headers }) => {
        await auth.database.query(`update refresh_token set consumed_at = consumed_at - interval '11 seconds'`);
        return auth.post('/auth/refresh', undefined, headers);
      }),
    ).toEqual(dead);
  });

  it('needs our own page and its proof', async () => {
    const { headers } = await aBrowser();
    const codeOf = async (more: Json): Promise<unknown> => {
      const sent = Object.entries({ ...headers, ...more }).filter(([, value]) => value !== undefined);
      return (await auth.post('/auth/refresh', undefined, Object.fromEntries(sent))).body.code;
    };
    expect([
      await codeOf({ 'sec-fetch-site': 'cross-site' }),
      await codeOf({ 'sec-fetch-site': undefined }),
      await codeOf({ 'x-csrf-token': 'guessed' }),
      await codeOf({ 'x-csrf-token': undefined }),
      await codeOf({ cookie: 'rt_8080=nonsense' }),
      await codeOf({ cookie: undefined }),
    ]).toEqual([
      'foreign_origin', 'foreign_origin', 'csrf_token_invalid', 'csrf_token_invalid', 'refresh_token_invalid',
      'refresh_token_invalid',
    ]);
    expect((await auth.post('/auth/refresh', undefined, headers)).status).toBe(200);
  });
});

describe('a logout by cookie', () => {
  it('ends the session, takes the cookies back, and is not for other sites', async () => {
    const { headers, at } = await aBrowser();
    const foreign = await auth.post('/logout', undefined, { ...headers, 'sec-fetch-site': 'cross-site' });
    const forged = await auth.post('/logout', undefined, { ...headers, 'x-csrf-token': 'x' });
    expect([foreign.body.code, forged.body.code]).toEqual(['foreign_origin', 'csrf_token_invalid']);
    expect((await auth.me(at)).status).toBe(200);
    const answer = await auth.post('/auth/logout', undefined, headers);
    const taken = cookiesOf(answer).lines.filter((line) => line.includes('Max-Age=0'));
    expect([answer.status, taken.length]).toEqual([204, 3]);
    expect((await auth.me(at)).status).toBe(401);
    expect((await auth.post('/auth/refresh', undefined, headers)).body.code).toBe('refresh_token_invalid');
    expect((await auth.post('/auth/logout', undefined, headers)).status).toBe(204);
  });
});

describe('own sessions', () => {
  it('are listed with this one marked, page by page, and ended one by one', async () => {
    const first = await auth.registered();
    const login = { email: first.user.email, password: PASSWORD };
    const second = (await auth.post('/auth/login', login, { 'user-agent': 'Second/1.0' })).body;
    const stranger = await auth.registered();
    const list = async (query = ''): Promise<Json & { items: Json[]; next_cursor: string }> =>
      (await auth.ask('GET', `/auth/sessions${query}`, undefined, bearer(first.access_token))).body as never;
    const { items } = await list();
    expect(items.map((one) => [one['user_agent'], one['current']])).toEqual([
      ['Second/1.0', false],
      [expect.any(String), true],
    ]);
    const page = await list('?limit=1');
    expect((await list(`?limit=1&cursor=${page.next_cursor}`)).items).toEqual([items[1]]);
    const end = async (token: string, id: unknown): Promise<number> =>
      (await auth.ask('DELETE', `/auth/sessions/${String(id)}`, undefined, bearer(token))).status;
    expect(await end(stranger.access_token, items[0]!['id'])).toBe(404);
    expect(await end(first.access_token, items[0]!['id'])).toBe(204);
    expect((await auth.me(second.access_token)).status).toBe(401);
    expect((await auth.me(first.access_token)).status).toBe(200);
    expect(await end(first.access_token, items[0]!['id'])).toBe(404);
    expect((await auth.ask('GET', '/auth/sessions?cursor=x', undefined, bearer(first.access_token))).status).toBe(422);
  });

  it('end all together', async () => {
    const first = await auth.registered();
    const second = (await auth.post('/auth/login', { email: first.user.email, password: PASSWORD })).body;
    expect((await auth.post('/auth/logout-all', undefined, bearer(first.access_token))).status).toBe(204);
    const dead = await Promise.all([
      auth.me(first.access_token),
      auth.me(second.access_token),
      auth.post('/auth/refresh', { refresh_token: first.refresh_token }),
      auth.post('/auth/refresh', { refresh_token: second.refresh_token }),
    ]);
    expect(dead.map((one) => one.status)).toEqual([401, 401, 401, 401]);
  });
});
