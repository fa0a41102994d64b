import { generate } from 'otplib';
import { eventually } from '@florin/testing';
import { anAuthService, bearer, PASSWORD } from '../auth.builder.js';
import type { Answer, AuthService, Body, Json } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

const NEW = 'staple orchard lantern';
const patch = (who: Body, body: unknown, url = '/account-holders/me'): Promise<Answer> =>
  auth.ask('PATCH', url, body, bearer(who.access_token));
const post = (who: Body, url: string, body: Json): Promise<Answer> => auth.post(url, body, bearer(who.access_token));
const fieldOf = ({ status, body }: Answer): unknown => [status, body.errors?.[0]?.field];

describe('a profile', () => {
  it('is changed by part, and a phone alone can be cleared', async () => {
    const ada = await auth.registered({ phone: '+442071234567' });
    const changed = await patch(ada, { first_name: ' Augusta ', phone: null });
    expect([changed.status, changed.body]).toMatchObject([
      200, { first_name: 'Augusta', last_name: 'Lovelace', full_name: 'Augusta Lovelace', phone: null },
    ]);
    const again = await patch(ada, { last_name: 'King', phone: '+1 555 0100' }, '/api/protected/profile');
    expect(again.body).toMatchObject({ first_name: 'Augusta', last_name: 'King', phone: '+1 555 0100' });
    expect((await auth.me(ada.access_token)).body).toEqual(again.body);
    expect((await patch(ada, {})).body).toEqual(again.body);
    const told = await auth.heard('user.updated.v1', ada.user.id);
    expect(JSON.parse(told.value)).toMatchObject({ changed: ['first_name', 'phone'] });
    const record = await auth.recorded('user.change', ada.user.id);
    expect(record).toMatchObject({ outcome: 'done', actor: { id: ada.user.id } });
  });

  it('takes no null but for the phone, no blank name, and neither an address nor rights', async () => {
    const ada = await auth.registered();
    const wrong: [Json, string][] = [
      [{ first_name: null }, 'first_name'],
      [{ last_name: null }, 'last_name'],
      [{ first_name: '  ' }, 'first_name'],
      [{ phone: 'call me' }, 'phone'],
      [{ email: 'new@example.com' }, 'email'],
      [{ roles: ['admin'] }, 'roles'],
    ];
    for (const [body, field] of wrong) expect(fieldOf(await patch(ada, body))).toEqual([422, field]);
    expect((await auth.ask('PATCH', '/account-holders/me', {})).status).toBe(401);
  });
});

describe('another e-mail address', () => {
  it('needs the password, ends all other sessions, and is told to the old one', async () => {
    const ada = await auth.registered();
    const other = (await auth.login(ada.user.email)).body;
    const email = `new-${ada.user.email}`;
    const wrong = await post(ada, '/auth/email/change', { email, current_password: 'not the password' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    const changed = await post(ada, '/auth/email/change', { email, current_password: PASSWORD });
    expect([changed.status, changed.body['email']]).toEqual([200, email]);
    expect([(await auth.me(ada.access_token)).status, (await auth.me(other.access_token)).status]).toEqual([200, 401]);
    expect((await auth.post('/auth/refresh', { refresh_token: other.refresh_token })).status).toBe(401);
    expect((await auth.post('/auth/refresh', { refresh_token: ada.refresh_token })).status).toBe(200);
    expect([(await auth.login(ada.user.email)).status, (await auth.login(email)).status]).toEqual([401, 200]);
    await eventually(() => expect(auth.letters(ada.user.email)).toEqual([expect.stringContaining('was changed')]));
    expect(auth.letters(email)).toEqual([]);
    expect(await auth.recorded('email.change', ada.user.id)).toMatchObject({ outcome: 'done' });
  });

  it('is not one that somebody has, in whatever case', async () => {
    const [ada, ben] = [await auth.registered(), await auth.registered()];
    const email = ben.user.email.toUpperCase();
    const answer = await post(ada, '/auth/email/change', { email, current_password: PASSWORD });
    expect([answer.status, answer.body.code]).toEqual([409, 'email_taken']);
    expect(fieldOf(await post(ada, '/auth/email/change', { email: 'x', current_password: PASSWORD }))).toEqual([
      422, 'email',
    ]);
  });
});

describe('another password', () => {
  it('ends all other sessions with every token, and this one lives', async () => {
    const ada = await auth.registered();
    const other = (await auth.login(ada.user.email)).body;
    const change = { current_password: PASSWORD, new_password: NEW };
    expect((await post(ada, '/auth/password/change', change)).status).toBe(204);
    expect([(await auth.me(ada.access_token)).status, (await auth.me(other.access_token)).status]).toEqual([200, 401]);
    expect((await auth.post('/auth/refresh', { refresh_token: other.refresh_token })).status).toBe(401);
    expect((await auth.post('/auth/refresh', { refresh_token: ada.refresh_token })).status).toBe(200);
    const login = (password: string): Promise<Answer> => auth.post('/auth/login', { email: ada.user.email, password });
    expect([(await login(PASSWORD)).status, (await login(NEW)).status]).toEqual([401, 200]);
    await eventually(() => expect(auth.letters(ada.user.email)).toHaveLength(1));
    expect(await auth.recorded('password.change', ada.user.id)).toMatchObject({ outcome: 'done' });
  });

  it('needs the old one, and is judged as at registration', async () => {
    const ada = await auth.registered();
    const change = async (current_password: string, new_password: string): Promise<unknown> => {
      const { status, body } = await post(ada, '/auth/password/change', { current_password, new_password });
      return [status, body.code];
    };
    expect(await change('not the password', NEW)).toEqual([401, 'invalid_credentials']);
    expect(await auth.recorded('password.show', ada.user.id)).toMatchObject({
      actor: { id: ada.user.id }, outcome: 'refused', reason: 'wrong_password',
    });
    expect(await change(PASSWORD, 'password1')).toEqual([422, 'password_too_weak']);
    expect(await change(PASSWORD, ada.user.email)).toEqual([422, 'password_too_weak']);
    expect((await auth.login(ada.user.email)).status).toBe(200);
  });

  it('ten times at once is set once, and nobody comes in by the old one meanwhile', async () => {
    const ada = await auth.registered();
    const wishes = Array.from({ length: 10 }, (_, i) => `${NEW} ${i}`);
    const [changes, logins] = await Promise.all([
      Promise.all(
        wishes.map((new_password) =>
          post(ada, '/auth/password/change', { current_password: PASSWORD, new_password }).then((one) => one.status),
        ),
      ),
      Promise.all(wishes.map(() => auth.login(ada.user.email))),
    ]);
    expect(changes.filter((status) => status === 204)).toHaveLength(1);
    const alive = await Promise.all(
      logins.filter((one) => one.status === 200).map(async ({ body }) => (await auth.me(body.access_token)).status),
    );
    expect(alive).toEqual(alive.map(() => 401));
  });

  it('leaves the second factor as it is, and closes a login that is half way in', async () => {
    const ada = await auth.registered();
    const { body } = await post(ada, '/auth/totp/setup', {});
    const totp_code = await generate({ secret: body['secret'] as string });
    expect((await post(ada, '/auth/totp/verify', { totp_code })).status).toBe(200);
    const half = await auth.login(ada.user.email);
    expect(half.body.code).toBe('totp_required');
    await post(ada, '/auth/password/change', { current_password: PASSWORD, new_password: NEW });
    const recovery_code = 'aaaa-bbbb-cccc-dddd';
    const finish = await auth.post('/auth/totp/validate', { mfa_token: half.body['mfa_token'], recovery_code });
    expect([finish.status, finish.body.code]).toEqual([401, 'totp_invalid']);
    expect((await auth.post('/auth/login', { email: ada.user.email, password: NEW })).body.code).toBe('totp_required');
  });
});
