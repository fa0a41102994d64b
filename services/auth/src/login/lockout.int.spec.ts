import { aReplica, anAuthService, bearer, PASSWORD, type Answer, type AuthService } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

const WRONG = 'not the password';
const login = (email: string, password: string, ip = '192.0.2.1'): Promise<Answer> =>
  auth.post('/auth/login', { email, password }, { 'x-forwarded-for': ip });
const statuses = (answers: Answer[]): number[] => answers.map((one) => one.status).sort();

describe('a login that fails', () => {
  it('five times from one address is not listened to for a quarter of an hour', async () => {
    const { user } = await auth.registered();
    const tries = await Promise.all(Array.from({ length: 20 }, () => login(user.email, WRONG)));
    expect(statuses(tries)).toEqual([...Array<number>(5).fill(401), ...Array<number>(15).fill(429)]);
    const right = await login(user.email, PASSWORD);
    expect([right.status, right.body.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(890);
    expect(Number(right.headers['retry-after'])).toBeLessThanOrEqual(900);
    expect((await login(user.email, PASSWORD, '192.0.2.2')).status).toBe(200);
    expect(await auth.recorded('limit.hit', user.id)).toMatchObject({
      actor: { kind: 'stranger' }, outcome: 'refused', address: '192.0.2.1', details: { limit: 'person_and_address' },
    });
  });

  it('is counted for a login that nobody has just the same', async () => {
    const nobody = `nobody-${process.pid}-${Date.now()}@example.com`;
    const tries = await Promise.all(Array.from({ length: 12 }, () => login(nobody, WRONG)));
    expect(statuses(tries)).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
  });

  it('is forgiven when the person comes in', async () => {
    const { user } = await auth.registered();
    for (let turn = 0; turn < 3; turn += 1) {
      for (let i = 0; i < 3; i += 1) expect((await login(user.email, WRONG)).status).toBe(401);
      expect((await login(user.email, PASSWORD)).status).toBe(200);
    }
  });

  it('from ever new addresses makes a stranger wait, and never the person at a known one', async () => {
    const { user } = await auth.registered();
    expect((await login(user.email, PASSWORD, '198.51.100.1')).status).toBe(200);
    for (let i = 1; i <= 21; i += 1) expect((await login(user.email, WRONG, `203.0.113.${i}`)).status).toBe(401);
    const stranger = await login(user.email, PASSWORD, '203.0.113.99');
    expect([stranger.status, stranger.body.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(stranger.headers['retry-after'])).toBeLessThanOrEqual(2);
    expect((await login(user.email, PASSWORD, '198.51.100.1')).status).toBe(200);
  });

  it('counts where a person is asked for the password again, too', async () => {
    const ada = await auth.registered();
    const change = (): Promise<Answer> =>
      auth.post(
        '/auth/password/change',
        { current_password: WRONG, new_password: 'staple orchard lantern' },
        bearer(ada.access_token),
      );
    const tries = await Promise.all(Array.from({ length: 8 }, change));
    expect(statuses(tries)).toEqual([...Array<number>(5).fill(401), ...Array<number>(3).fill(429)]);
  });
});

describe('an address', () => {
  it('may fail only so often in a day, over all people', async () => {
    const strict = await aReplica({ ...auth.config, LOGIN_FAILURES_PER_ADDRESS: 7 });
    const { user } = await auth.registered();
    const ip = `2001:db8::${process.pid.toString(16)}:${(Date.now() % 65_536).toString(16)}`;
    const from = (email: string, password: string): Promise<number> =>
      strict
        .inject({
          method: 'POST', url: '/auth/login', payload: { email, password }, headers: { 'x-forwarded-for': ip },
        })
        .then((answer) => answer.statusCode);
    const tries = await Promise.all(Array.from({ length: 10 }, (_, i) => from(`spray-${i}-${ip}@example.com`, WRONG)));
    expect(tries.sort()).toEqual([...Array<number>(7).fill(401), ...Array<number>(3).fill(429)]);
    expect(await from(user.email, PASSWORD)).toBe(429);
    await strict.close();
  });
});

describe('while Redis is away', () => {
  it('a replica counts for itself', async () => {
    const cutOff = await aReplica({ ...auth.config, REDIS_URL: 'redis://127.0.0.1:1' });
    const { user } = await auth.registered();
    const payload = { email: user.email, password: WRONG };
    const tries = await Promise.all(
      Array.from({ length: 9 }, () => cutOff.inject({ method: 'POST', url: '/auth/login', payload })),
    );
    expect(tries.map((one) => one.statusCode).sort()).toEqual([
      ...Array<number>(5).fill(401), ...Array<number>(4).fill(429),
    ]);
    await cutOff.close();
  });
});
