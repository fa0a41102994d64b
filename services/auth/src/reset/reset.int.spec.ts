import { eventually } from '@florin/testing';
import { anAuthService, PASSWORD, type Answer, type AuthService } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

const NEW = 'staple orchard lantern';
const ask = (email: string, more = {}): Promise<Answer> => auth.post('/auth/password/forgot', { email, ...more });
const reset = (token: string, new_password = NEW): Promise<Answer> =>
  auth.post('/auth/password/reset', { token, new_password });
const tokensIn = (email: string): string[] =>
  auth.letters(email).flatMap((letter) => /^Your token: (\S+)$/m.exec(letter)?.[1] ?? []);

async function askedToken(email: string): Promise<string> {
  const before = tokensIn(email).length;
  expect((await ask(email)).status).toBe(202);
  await eventually(() => expect(tokensIn(email).length).toBe(before + 1));
  return tokensIn(email).at(-1)!;
}

describe('a forgotten password', () => {
  it('is replaced with the token of a letter, once, and all sessions end', async () => {
    const ada = await auth.registered();
    const good = await askedToken(ada.user.email);
    expect((await reset(good, 'password1')).body.code).toBe('password_too_weak');
    const answers = await Promise.all(Array.from({ length: 10 }, () => reset(good)));
    expect(answers.map((one) => one.status).sort()).toEqual([204, ...Array<number>(9).fill(400)]);
    expect((await reset(good)).body.code).toBe('reset_token_invalid');
    expect((await auth.me(ada.access_token)).status).toBe(401);
    expect((await auth.post('/auth/refresh', { refresh_token: ada.refresh_token })).status).toBe(401);
    const login = (password: string): Promise<Answer> => auth.post('/auth/login', { email: ada.user.email, password });
    expect([(await login(PASSWORD)).status, (await login(NEW)).status]).toEqual([401, 200]);
    expect(await auth.recorded('password.reset', ada.user.id)).toMatchObject({ actor: { kind: 'stranger' } });
  });

  it('is answered in one way, also for nobody and for somebody who may not log in', async () => {
    const disabled = await auth.registered();
    await auth.database.query(`update app_user set status = 'disabled' where id = $1`, [disabled.user.id]);
    const known = await auth.registered();
    const answers = await Promise.all([
      ask('nobody-at-all@example.com'),
      ask(disabled.user.email),
      ask(known.user.email, { tenant_id: '01900000-0000-7000-8000-00000000dead' }),
      ask(known.user.email),
    ]);
    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [202, {}]));
    await eventually(() => expect(tokensIn(known.user.email)).toHaveLength(1));
    expect(tokensIn(disabled.user.email)).toEqual([]);
  });

  it('sends no more than three letters in an hour, however often it is asked', async () => {
    const { user } = await auth.registered();
    await Promise.all(Array.from({ length: 10 }, () => ask(user.email)));
    await eventually(() => expect(tokensIn(user.email)).toHaveLength(3));
    await auth.recorded('password.forget', user.id);
    const rows = await auth.database.query('select 1 from password_reset where user_id = $1', [user.id]);
    expect(rows).toHaveLength(3);
    // One letter used: the others are worth nothing any more.
    const [first, second] = tokensIn(user.email);
    expect((await reset(first!)).status).toBe(204);
    expect((await reset(second!)).body.code).toBe('reset_token_invalid');
  });

  it('has a token that expires, and that is dead with the old address', async () => {
    const ada = await auth.registered();
    const expired = await askedToken(ada.user.email);
    await auth.database.query('update password_reset set expires_at = now() where user_id = $1', [ada.user.id]);
    expect((await reset(expired)).body.code).toBe('reset_token_invalid');
    const sent = await askedToken(ada.user.email);
    const change = { email: `new-${ada.user.email}`, current_password: PASSWORD };
    const headers = { authorization: `Bearer ${ada.access_token}` };
    expect((await auth.post('/auth/email/change', change, headers)).status).toBe(200);
    expect((await reset(sent)).body.code).toBe('reset_token_invalid');
    expect((await reset('nonsense')).status).toBe(400);
  });

  it('keeps no token in the database', async () => {
    const { user } = await auth.registered();
    const token = await askedToken(user.email);
    const kept = `select 1 from password_reset where digest = convert_to($1, 'UTF8')`;
    const rows = await auth.database.query(kept, [token]);
    expect(rows).toEqual([]);
  });
});
