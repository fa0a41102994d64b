import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@florin/testing';
import { aCustomer, call, gateway, must, type Answer, type Person, type Problem } from './bank.ts';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const NEW = 'staple orchard lantern';
const statusesOf = (answers: Answer<unknown>[]): number[] => answers.map((one) => one.status).sort();
const login = (email: string, password: string): Promise<Answer<Tokens>> =>
  call<Tokens>('POST', '/v1/auth/login', { body: { email, password } });
const refresh = (refresh_token: string): Promise<Answer<Tokens & Problem>> =>
  call('POST', '/v1/auth/refresh', { body: { refresh_token } });

/** A browser of a person: what a page of the bank sends with its cookies. */
async function aBrowserOf({ email, password }: Person): Promise<{ headers: Record<string, string> }> {
  const body = { email, password, use_cookies: true };
  const answer = await call<{ csrf_token: string }>('POST', '/v1/auth/login', { body, headers: { origin: gateway } });
  const { csrf_token: csrf } = must(answer, 200);
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]).join('; ');
  return { headers: { cookie, origin: gateway, 'sec-fetch-site': 'same-origin', 'x-csrf-token': csrf } };
}

it('twenty parallel refreshes give one successor, which is dead with the family', async () => {
  const anna = await aCustomer();
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(anna.refreshToken)));
  expect(statusesOf(answers)).toEqual([200, ...Array<number>(19).fill(401)]);
  const successor = answers.find((one) => one.status === 200)!.body;
  expect((await refresh(successor.refresh_token)).body.code).toBe('refresh_token_invalid');
  expect((await call('GET', '/v1/auth/me', { token: successor.access_token })).status).toBe(401);
});

it('twenty parallel refreshes of the tabs of one browser give one living successor', async () => {
  const { headers } = await aBrowserOf(await aCustomer());
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call('POST', '/v1/auth/refresh', { headers })),
  );
  expect(statusesOf(answers)).toEqual(Array(20).fill(200));
  const successors = answers.map((one) => one.headers.getSetCookie().find((line) => /^(__Host-)?rt/.test(line)));
  expect(new Set(successors.map((line) => line?.split(';', 1)[0])).size).toBe(1);
});

it('a foreign Origin gets no grant, and the cookies of the bank work for its own pages alone', async () => {
  const anna = await aCustomer();
  const { headers } = await aBrowserOf(anna);
  const opening = (more: Record<string, string>): Promise<Answer<Problem>> =>
    call('POST', '/v1/accounts', { body: {}, headers: { ...headers, ...more } });
  const foreign = await Promise.all([
    opening({ 'sec-fetch-site': 'cross-site' }),
    opening({ 'sec-fetch-site': 'same-site' }),
    opening({ origin: 'https://evil.example' }),
    opening({ origin: 'null' }),
  ]);
  expect(foreign.map(({ body }) => body.code)).toEqual(Array(4).fill('foreign_origin'));
  expect((await opening({ 'x-csrf-token': 'guessed' })).body.code).toBe('csrf_token_invalid');
  expect((await opening({})).status).toBe(201);
  const preflight = await call('OPTIONS', '/v1/accounts', {
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  const said = [...foreign, preflight].map((one) => one.headers.get('access-control-allow-origin'));
  expect(said).toEqual(Array(5).fill(null));
});

it('a change of the password is effective at once for access and refresh of all other sessions', async () => {
  const anna = await aCustomer();
  const other = must(await login(anna.email, anna.password), 200);
  const change = { current_password: anna.password, new_password: NEW };
  expect((await anna.post('/v1/auth/password/change', change)).status).toBe(204);
  for (const path of ['/v1/auth/me', '/v1/accounts', '/v1/transfers', '/v1/bank/status']) {
    const dead = async () => expect((await call('GET', path, { token: other.access_token })).status).toBe(401);
    await eventually(dead, { within: 1_000 });
    expect((await anna.get(path)).status).toBe(200);
  }
  expect([(await refresh(other.refresh_token)).status, (await refresh(anna.refreshToken)).status]).toEqual([401, 200]);
  expect([(await login(anna.email, anna.password)).status, (await login(anna.email, NEW)).status]).toEqual([401, 200]);
});

it('a forgotten password is replaced by the token of a letter', async () => {
  const { email } = await aCustomer();
  const asked = await Promise.all(
    [email, 'nobody-at-all@example.com'].map((one) =>
      call<string>('POST', '/v1/auth/password/forgot', { body: { email: one } }),
    ),
  );
  expect(asked.map(({ status, body }) => [status, body])).toEqual([[202, ''], [202, '']]);
  const folder = join(process.env['STATE_DIR']!, 'mail');
  const token = await eventually(() => {
    const letters = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const found = letters.find((letter) => letter.includes(`\nTo: ${email}\n`));
    expect(found).toBeDefined();
    return /^Your token: (\S+)$/m.exec(found!)![1]!;
  });
  const body = { token, new_password: NEW };
  expect((await call('POST', '/v1/auth/password/reset', { body })).status).toBe(204);
  expect((await call('POST', '/v1/auth/password/reset', { body })).body.code).toBe('reset_token_invalid');
  expect((await login(email, NEW)).status).toBe(200);
});

it('brute force is slowed: of forty parallel guesses five are judged', async () => {
  const anna = await aCustomer();
  const guesses = await Promise.all(Array.from({ length: 40 }, () => login(anna.email, 'not the password')));
  expect(statusesOf(guesses)).toEqual([...Array<number>(5).fill(401), ...Array<number>(35).fill(429)]);
  const right = await login(anna.email, anna.password);
  expect([right.status, Number(right.headers.get('retry-after')) > 800]).toEqual([429, true]);
});

it('e-mail is one whatever its case, and a profile takes no null but for the phone', async () => {
  const anna = await aCustomer();
  const again = { email: anna.email.toUpperCase(), password: NEW, full_name: 'Another Anna' };
  expect((await call('POST', '/v1/register', { body: again })).body.code).toBe('email_taken');
  const patch = (body: object): Promise<Answer<Problem>> =>
    call('PATCH', '/v1/account-holders/me', { token: anna.token, body });
  expect([(await patch({ first_name: null })).status, (await patch({ email: 'x@example.com' })).status]).toEqual([
    422, 422,
  ]);
  expect(must(await patch({ phone: null }), 200)).toMatchObject({ phone: null });
});
