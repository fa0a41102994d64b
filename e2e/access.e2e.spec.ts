import { aCustomer, anOfficer, call, must, type Account, type Person, type Problem, type User } from './bank.ts';

describe('a login', () => {
  let anna: Person;

  beforeAll(async () => {
    anna = await aCustomer();
  });

  it('shows who one is, and never the password', async () => {
    const me = await anna.get<User>('/v1/auth/me');
    expect(must(me, 200)).toMatchObject({ id: anna.user.id, email: anna.email, roles: ['customer'] });
    expect(Object.keys(me.body).join()).not.toMatch(/password|hash/);
    expect(me.headers.get('cache-control')).toContain('no-store');
  });

  it('is refused in one way for an unknown person and a wrong password', async () => {
    const tries = [
      { email: anna.email, password: 'not-this-one-at-all' },
      { email: 'nobody-at-all@example.com', password: 'not-this-one-at-all' },
    ];
    const answers = await Promise.all(tries.map((body) => call('POST', '/v1/auth/login', { body })));
    const told = answers.map(({ status, body: { code, title, detail } }) => ({ status, code, title, detail }));
    expect(told[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect(told[1]).toEqual(told[0]);
  });

  it('gives another pair for a refresh token, and the old one is dead', async () => {
    const body = { refresh_token: anna.refreshToken };
    const next = must(await call<{ access_token: string }>('POST', '/v1/auth/refresh', { body }), 200);
    must(await call('GET', '/v1/auth/me', { token: next.access_token }), 200);
    const again = await call('POST', '/v1/auth/refresh', { body });
    expect([again.status, again.body.code]).toEqual([401, 'refresh_token_reused']);
  });
});

describe('a logout', () => {
  it('kills the access token and the refresh token, in every service, at once', async () => {
    const anna = await aCustomer();
    const account = await anna.opens({ deposit: '5.00' });
    expect((await anna.post('/v1/auth/logout')).status).toBe(204);
    const sensitive = await anna.withdraws<Problem>(account, '1.00');
    expect([sensitive.status, sensitive.body.code]).toEqual([401, 'unauthenticated']);
    const end = Date.now() + 1_000;
    const paths = ['/v1/auth/me', '/v1/accounts', '/v1/transfers', '/v1/bank/status'];
    for (const path of paths) {
      let { status } = await anna.get(path);
      while (status !== 401 && Date.now() < end) ({ status } = await anna.get(path));
      expect([path, status]).toEqual([path, 401]);
    }
    const refreshed = await call('POST', '/v1/auth/refresh', { body: { refresh_token: anna.refreshToken } });
    expect(refreshed.status).toBe(401);
    expect((await anna.post('/v1/auth/logout')).status).toBe(204);
  });
});

describe('a token', () => {
  it.each([
    ['nothing', ''],
    ['words', 'Bearer let-me-in'],
    ['another scheme', 'Basic YTpi'],
    ['an unsigned token', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
  ])('that is %s is refused, with a challenge', async (_what, authorization) => {
    const answer = await call('GET', '/v1/accounts', { headers: authorization === '' ? {} : { authorization } });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('whose claims were changed is refused', async () => {
    const anna = await aCustomer();
    const [head, claims, signature] = anna.token.split('.') as [string, string, string];
    const changed = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), roles: ['admin'] };
    const token = [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    expect((await call('GET', '/v1/admin/ledger/check', { token })).status).toBe(401);
  });
});

describe('a role', () => {
  let anna: Person;
  let hers: Account;
  let officers: Record<'admin' | 'agent' | 'read_only', Person>;

  beforeAll(async () => {
    anna = await aCustomer();
    hers = await anna.opens();
    const [admin, agent, read_only] = [
      await anOfficer('admin'),
      await anOfficer('agent'),
      await anOfficer('read_only'),
    ];
    officers = { admin, agent, read_only };
  });

  it.each(['admin', 'agent', 'read_only'] as const)(
    "%s holds no account: customers' routes refuse it before looking",
    async (role) => {
      const officer = officers[role];
      const answers = await Promise.all([
        officer.get('/v1/accounts'),
        officer.post('/v1/accounts', {}),
        officer.get(`/v1/accounts/${hers.id}`),
        officer.get('/v1/accounts/not-an-id'),
        officer.get('/v1/transfers'),
        officer.sends<Problem>({ from: hers, to: hers, amount: '1.00' }),
      ]);
      expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual(answers.map(() => '403 forbidden'));
    },
  );

  it.each([
    ['customer', '/v1/admin/ledger/check', 403],
    ['agent', '/v1/admin/ledger/check', 403],
    ['read_only', '/v1/admin/ledger/check', 200],
    ['admin', '/v1/admin/ledger/check', 200],
    ['customer', '/v1/admin/transfers', 403],
    ['agent', '/v1/admin/transfers', 200],
    ['customer', '/v1/bank/customers', 403],
    ['agent', '/v1/bank/customers', 403],
    ['admin', '/v1/bank/customers', 200],
    ['customer', '/v1/bank/status', 200],
    ['read_only', '/v1/bank/status', 200],
  ] as const)('%s asking for %s is answered %d', async (role, path, status) => {
    const person = role === 'customer' ? anna : officers[role];
    expect((await person.get(path)).status).toBe(status);
  });

  it('of an officer is not to be had by registering', async () => {
    const body = {
      email: 'wants-more@example.com',
      password: 'plum-orchard-77-lantern',
      full_name: 'W M',
      roles: ['admin'],
    };
    expect((await call('POST', '/v1/auth/register', { body })).status).toBe(422);
  });
});

describe('the other bank', () => {
  it('is really asked how it is', async () => {
    const anna = await aCustomer();
    const status = must(await anna.get<Record<string, unknown>>('/v1/bank/status'), 200);
    expect(status).toMatchObject({ status: 'connected', circuit: 'closed' });
    expect(status['latency_ms']).toBeGreaterThan(0);
  });
});
