import { anAuthService, bearer, type Answer, type AuthService } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

describe('who somebody is', () => {
  it('is told to nobody without a token', async () => {
    for (const url of ['/auth/me', '/me', '/account-holders/me', '/api/protected/me', '/internal/users?username=x']) {
      const answer = await auth.ask('GET', url);
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    }
  });

  it('is refused to the wrong role, and the refusal is on the record', async () => {
    const agent = await auth.officer('agent');
    const asked = { ...bearer(agent.token), 'x-request-id': 'refusal-on-record' };
    const answer = await auth.ask('GET', '/internal/users?username=x', undefined, asked);
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(await auth.recorded('route.call', agent.id)).toMatchObject({
      actor: { kind: 'user', id: agent.id, roles: ['agent'] },
      client: 'florin',
      object: { kind: 'route', id: 'GET /internal/users' },
      outcome: 'refused',
      reason: 'forbidden',
      address: '127.0.0.1',
      request_id: 'refusal-on-record',
    });
  });

  it('is told of a customer to whoever speaks with other banks, and shows its secret', async () => {
    const { user } = await auth.registered();
    const url = `/internal/introductions/${user.id}?tenant_id=${user['tenant_id'] as string}`;
    const secret = encodeURIComponent(auth.config.EXCHANGE_CLIENT_SECRET);
    const pair = Buffer.from(`bank-integration:${secret}`).toString('base64');
    const shown = await auth.ask('GET', url, undefined, { authorization: `Basic ${pair}` });
    const { customer_oid, first_name, last_name, email } = user as Record<string, unknown>;
    expect([shown.status, shown.body]).toEqual([200, { customer_oid, first_name, last_name, email }]);
    const foreign = `/internal/introductions/${user.id}?tenant_id=${user.id}`;
    expect((await auth.ask('GET', foreign, undefined, { authorization: `Basic ${pair}` })).status).toBe(404);
    for (const authorization of ['', 'Basic x', `Bearer ${pair}`, `Basic ${pair}=`]) {
      expect((await auth.ask('GET', url, undefined, { authorization })).status).toBe(401);
    }
  });

  it('is told of a username of the same tenant, and no more than the id', async () => {
    const asking = await auth.registered();
    const { user } = await auth.registered({ username: 'findable' });
    const find = (username: string): Promise<Answer> =>
      auth.ask('GET', `/internal/users?username=${username}`, undefined, bearer(asking.access_token));
    expect((await find('FINDABLE')).body).toEqual({ id: user.id, username: 'findable' });
    expect((await find('nobody')).body.code).toBe('not_found');
    await auth.database.query(`update app_user set status = 'disabled' where id = $1`, [user.id]);
    expect((await find('findable')).status).toBe(404);
  });
});
