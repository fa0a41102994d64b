import { anAuthService, PASSWORD, type AuthService, type Json } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

describe('registration', () => {
  it('makes a customer who is logged in at once, and says so on auth.events', async () => {
    const email = 'Grace.Hopper@Example.com';
    const { body, status } = await auth.post(
      '/register',
      auth.somebody({ email, username: 'grace', phone: '+1 555 0100' }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    expect(body.user).toMatchObject({
      email,
      username: 'grace',
      first_name: 'Ada',
      last_name: 'Lovelace',
      full_name: 'Ada Lovelace',
      roles: ['customer'],
      status: 'active',
      totp_enabled: false,
      tenant_id: auth.config.DEFAULT_TENANT_ID,
    });
    expect((await auth.me(body.access_token)).body).toEqual(body.user);
    const heard = await auth.heard('user.registered.v1', body.user.id);
    expect(JSON.parse(heard.value)).toMatchObject({ user_id: body.user.id, roles: ['customer'] });
    await auth.heard('session.started.v1', body.user.id);
  });

  it('of ten at once with one e-mail address in every case makes one person', async () => {
    const letters = [...'race@example.com'];
    const cased = (i: number): string => letters.map((one, at) => (at === i ? one.toUpperCase() : one)).join('');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        auth.post('/auth/register', auth.somebody({ email: cased(i), username: `racer-${i}` })),
      ),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(new Set(answers.filter((one) => one.status === 409).map((one) => one.body.code))).toEqual(
      new Set(['email_taken']),
    );
    expect(await auth.database.query(`select 1 from app_user where lower(email) = 'race@example.com'`)).toHaveLength(1);
  });

  it('with one key ten times at once makes one person and answers it to all', async () => {
    const body = auth.somebody({ email: 'repeat@example.com' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => auth.post('/auth/signup', body, { 'idempotency-key': 'try-1' })),
    );
    expect(answers.map((one) => one.status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map((one) => one.body.user.id)).size).toBe(1);
    expect(answers.filter((one) => one.headers['idempotency-replayed'] === 'true')).toHaveLength(9);
    expect((await auth.me(answers[9]!.body.access_token)).status).toBe(200);
  });

  it('refuses the same key for another command or another password, also through an alias', async () => {
    const body = auth.somebody();
    const key = { 'idempotency-key': 'try-2' };
    expect((await auth.post('/auth/register', body, key)).status).toBe(201);
    expect((await auth.post('/register', { ...body, full_name: 'Ada Byron' }, key)).body.code).toBe(
      'idempotency_key_reused',
    );
    expect((await auth.post('/register', { ...body, password: 'another good one' }, key)).body.code).toBe(
      'idempotency_key_reused',
    );
    expect((await auth.post('/register', body, key)).headers['idempotency-replayed']).toBe('true');
  });

  it('says what is wrong in the order of the checks', async () => {
    const known = await auth.registered({ username: 'order-known' });
    const taken = { email: known.user.email, username: 'ORDER-known' };
    const nowhere = '01900000-0000-7000-8000-00000000dead';
    const codeOf = async (more: Json): Promise<unknown> =>
      (await auth.post('/auth/register', auth.somebody(more))).body.code;
    expect([
      await codeOf({ ...taken, password: 'short', role: 'admin' }),
      await codeOf({ ...taken, password: 'short', tenant_id: nowhere }),
      await codeOf({ ...taken, password: 'Password123' }),
      await codeOf(taken),
      await codeOf({ username: 'ORDER-known' }),
    ]).toEqual(['validation_failed', 'validation_failed', 'password_too_weak', 'email_taken', 'username_taken']);
  });

  it.each([
    [{ email: 'nobody' }, 'email'],
    [{ email: null }, 'email'],
    [{ email: 'аda@example.com' }, 'email'],
    [{ password: 12_345_678 }, 'password'],
    [{ password: null }, 'password'],
    [{ full_name: null }, 'full_name'],
    [{ full_name: 'x\u0000y' }, 'full_name'],
    [{ full_name: undefined }, 'full_name'],
    [{ full_name: undefined, first_name: 'Ada' }, 'last_name'],
    [{ username: 'a b' }, 'username'],
    [{ username: 'ada@home' }, 'username'],
    [{ phone: 'call me' }, 'phone'],
    [{ tenant_id: 'florin' }, 'tenant_id'],
    [{ roles: ['admin'] }, 'roles'],
  ])('refuses %j and never echoes it', async (more, field) => {
    const { status, body } = await auth.post('/auth/register', auth.somebody(more));
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors.map((one: Json) => one['field'])).toContain(field);
    expect(JSON.stringify(body)).not.toContain(PASSWORD);
  });

  it.each([[[]], ['text'], [undefined]])('refuses the body %j cleanly', async (body) => {
    const { status } = await auth.post('/auth/register', body === 'text' ? '"text"' : body, {
      'content-type': 'application/json',
    });
    expect([400, 422]).toContain(status);
  });
});
