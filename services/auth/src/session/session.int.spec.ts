import { createHash } from 'node:crypto';
import { eventually } from '@florin/testing';
import { anAuthService, aReplica, bearer, PASSWORD, type AuthService, type Json } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

describe('a refresh', () => {
  it('gives a new pair, and the session goes on', async () => {
    const first = await auth.registered();
    const second = await auth.post('/auth/refresh', { refresh_token: first.refresh_token });
    expect(second.status).toBe(200);
    expect((await auth.me(second.body.access_token)).status).toBe(200);
    expect((await auth.me(first.access_token)).status).toBe(200);
    expect((await auth.post('/auth/refresh', { refresh_token: second.body.refresh_token })).status).toBe(200);
    expect(await auth.recorded('token.issue', first.user.id)).toMatchObject({
      actor: { id: first.user.id, roles: ['customer'] }, outcome: 'done', address: '127.0.0.1',
      details: { grant: 'refresh_token' },
    });
  });

  it('twenty times at once with one token succeeds exactly once, and then the family is dead', async () => {
    const first = await auth.registered();
    const refresh_token = first.refresh_token as string;
    const answers = await Promise.all(Array.from({ length: 20 }, () => auth.post('/auth/refresh', { refresh_token })));
    const winners = answers.filter((one) => one.status === 200);
    expect(winners).toHaveLength(1);
    expect(new Set(answers.filter((one) => one.status !== 200).map((one) => one.body.code))).toEqual(
      new Set(['refresh_token_reused']),
    );
    const successor = winners[0]!.body;
    const after = await auth.post('/auth/refresh', { refresh_token: successor.refresh_token });
    expect([after.status, after.body.code]).toEqual([401, 'refresh_token_invalid']);
    expect([(await auth.me(successor.access_token)).status, (await auth.me(first.access_token)).status]).toEqual([
      401, 401,
    ]);
    const told = await auth.heard('refresh.reused.v1', first.user.id);
    expect(JSON.parse(told.value)).toMatchObject({ user_id: first.user.id });
    expect(
      await auth.database.query('select 1 from session where user_id = $1 and ended_at is null', [first.user.id]),
    ).toEqual([]);
  });

  it('refuses what is no token, what has expired, and a person who was disabled', async () => {
    const expired = await auth.registered();
    const disabled = await auth.registered();
    const digest = createHash('sha256')
      .update(expired.refresh_token as string)
      .digest();
    await auth.database.query('update refresh_token set expires_at = now() where digest = $1', [digest]);
    await auth.database.query(`update app_user set status = 'disabled' where id = $1`, [disabled.user.id]);
    const codeOf = async (refresh_token: string): Promise<unknown> =>
      (await auth.post('/auth/refresh', { refresh_token })).body.code;
    expect([
      await codeOf('nothing'),
      await codeOf(expired.refresh_token),
      await codeOf(disabled.refresh_token),
    ]).toEqual(['refresh_token_invalid', 'refresh_token_invalid', 'refresh_token_invalid']);
  });

  it('keeps no token in the database', async () => {
    const { refresh_token: token } = await auth.registered();
    const rows = await auth.database.query(`select 1 from refresh_token where digest = convert_to($1, 'UTF8')`, [
      token,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('a logout', () => {
  it('kills access and refresh at once, on every replica, and may be repeated', async () => {
    const replica = await aReplica(auth.config);
    const { access_token, refresh_token, user } = await auth.registered();
    const there = (): Promise<number> =>
      replica.inject({ method: 'GET', url: '/me', headers: bearer(access_token) }).then((answer) => answer.statusCode);
    expect(await there()).toBe(200);
    expect((await auth.post('/auth/logout', undefined, bearer(access_token))).status).toBe(204);
    expect((await auth.me(access_token)).status).toBe(401);
    await eventually(async () => expect(await there()).toBe(401), { within: 1_000 });
    expect((await auth.post('/auth/refresh', { refresh_token })).body.code).toBe('refresh_token_invalid');
    expect((await auth.post('/auth/logout', undefined, bearer(access_token))).status).toBe(204);
    await auth.heard('session.ended.v1', user.id);
    await replica.close();
  });

  it('is 503 while the deny list cannot be written, and is made good later by whoever can', async () => {
    const { access_token } = await auth.registered();
    const cutOff = await aReplica({ ...auth.config, REDIS_URL: 'redis://127.0.0.1:1' });
    const answer = await cutOff.inject({ method: 'POST', url: '/logout', headers: bearer(access_token) });
    await cutOff.close();
    expect([answer.statusCode, answer.json<Json>()['code']]).toEqual([503, 'revocation_unavailable']);
    await eventually(async () => expect((await auth.me(access_token)).status).toBe(401), { within: 15_000 });
  });

  it('also goes by the refresh token, and ends no other session', async () => {
    const first = await auth.registered();
    const second = (await auth.post('/auth/login', { email: first.user.email, password: PASSWORD })).body;
    expect((await auth.post('/logout', { refresh_token: first.refresh_token })).status).toBe(204);
    expect((await auth.me(first.access_token)).status).toBe(401);
    expect((await auth.me(second.access_token)).status).toBe(200);
  });

  it('is no fault with nothing, with nonsense, or with a forged token', async () => {
    const { access_token: token } = await auth.registered();
    const [head, , signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Json;
    const forged = Buffer.from(JSON.stringify({ ...claims, jti: 'another' })).toString('base64url');
    const answers = await Promise.all([
      auth.post('/logout'),
      auth.post('/logout', { refresh_token: 'nonsense' }),
      auth.post('/logout', undefined, bearer('nonsense')),
      auth.post('/logout', undefined, bearer(`${head}.${forged}.${signature}`)),
    ]);
    expect(answers.map((one) => one.status)).toEqual([204, 204, 204, 204]);
    expect((await auth.me(token)).status).toBe(200);
  });
});
