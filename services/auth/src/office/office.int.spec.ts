import { Database, inTransaction } from '@florin/platform/database';
import { eventually } from '@florin/testing';
import {
  anAuthService, aReplica, bearer, type Answer, type AuthService, type Json, type Officer,
} from '../auth.builder.js';

let auth: AuthService;
let admin: Officer;
beforeAll(async () => {
  auth = await anAuthService();
  admin = await auth.officer('admin');
}, 60_000);
afterAll(() => auth?.close(), 30_000);

const list = (query: string, token = admin.token): Promise<Answer> =>
  auth.ask('GET', `/admin/users${query}`, undefined, bearer(token));
const change = (id: string, rights: Json, token = admin.token): Promise<Answer> =>
  auth.ask('PATCH', `/admin/users/${id}`, rights, bearer(token));
const idsOf = (answer: Answer): string[] => (answer.body['items'] as { id: string }[]).map((one) => one.id);

describe('the people of a bank', () => {
  it('are listed by words, status and role, page by page, the newest first', async () => {
    const people = [];
    for (const first_name of ['Zora', 'Zeno', 'Zack_%']) {
      people.push(await auth.registered({ full_name: undefined, first_name, last_name: 'Listed' }));
    }
    const [zora, zeno, zack] = people.map((one) => one.user.id);
    expect(idsOf(await list('?q=listed'))).toEqual([zack, zeno, zora]);
    expect(idsOf(await list('?q=ZENO%20list'))).toEqual([zeno]);
    expect(idsOf(await list('?q=k_%25'))).toEqual([zack]);
    expect(idsOf(await list(`?q=${people[0]!.user.email}`))).toEqual([zora]);
    const first = await list('?q=listed&limit=2');
    expect(idsOf(first)).toEqual([zack, zeno]);
    const second = await list(`?q=listed&limit=2&cursor=${first.body['next_cursor'] as string}`);
    expect([idsOf(second), second.body['next_cursor']]).toEqual([[zora], null]);
    expect(idsOf(await list('?role=admin'))).toContain(admin.id);
    expect(idsOf(await list('?role=admin&q=listed'))).toEqual([]);
    expect((await change(zora!, { status: 'disabled' })).status).toBe(200);
    expect(idsOf(await list('?q=listed&status=disabled'))).toEqual([zora]);
    const bad = ['?status=gone', '?role=king', '?limit=0', '?cursor=x', '?cursor=WyJ4Il0', '?colour=red'];
    for (const query of bad) expect((await list(query)).status).toBe(422);
    const one = await auth.ask('GET', `/admin/users/${zora}`, undefined, bearer(admin.token));
    expect([one.status, one.body['id'], one.body['password_hash']]).toEqual([200, zora, undefined]);
    expect(await auth.recorded('user.read', zora!)).toMatchObject({ actor: { id: admin.id } });
  });

  it('are shown to admins and auditors, changed by admins, and never across banks', async () => {
    const { user } = await auth.registered();
    const [agent, auditor] = [await auth.officer('agent'), await auth.officer('read_only')];
    const customer = await auth.registered();
    expect((await list('', agent.token)).status).toBe(403);
    expect((await list('', customer.access_token)).status).toBe(403);
    expect((await list('', auditor.token)).status).toBe(200);
    expect((await change(user.id, { status: 'disabled' }, auditor.token)).status).toBe(403);
    const other = await otherBank();
    const away = [
      await change(user.id, { status: 'disabled' }, other.admin.token),
      await auth.ask('GET', `/admin/users/${user.id}`, undefined, bearer(other.admin.token)),
      await auth.ask('DELETE', `/admin/users/${user.id}/sessions`, undefined, bearer(other.admin.token)),
      await change('01900000-0000-7000-8000-00000000dead', { status: 'disabled' }),
      await change('nonsense', { status: 'disabled' }),
    ];
    expect(away.map((one) => [one.status, one.body.code])).toEqual(Array(5).fill([404, 'not_found']));
    const inside = (id: string, token = auditor.token): Promise<Answer> =>
      auth.ask('GET', `/internal/people/${id}`, undefined, bearer(token));
    expect((await inside(user.id)).body).toEqual({ id: user.id });
    const unknown = [await inside(user.id, other.admin.token), await inside('01900000-0000-7000-8000-00000000dead')];
    expect(unknown.map((one) => one.status)).toEqual([404, 404]);
    expect((await inside(user.id, agent.token)).status).toBe(403);
    expect(idsOf(await list('', other.admin.token))).toEqual([other.admin.id]);
  });
});

async function otherBank(): Promise<{ id: string; admin: Officer }> {
  const id = await auth.tenant();
  return { id, admin: await auth.officer('admin', id) };
}

describe('a change of rights', () => {
  it('is effective at once, on every replica, for access and refresh', async () => {
    const replica = await aReplica(auth.config);
    const person = await auth.registered();
    const there = (token: string): Promise<number> =>
      replica.inject({ method: 'GET', url: '/me', headers: bearer(token) }).then((answer) => answer.statusCode);
    expect(await there(person.access_token)).toBe(200);
    const promoted = await change(person.user.id, { roles: ['agent'] });
    const changedAt = performance.now();
    expect([promoted.status, promoted.body['roles']]).toEqual([200, ['agent']]);
    expect((await auth.me(person.access_token)).status).toBe(401);
    await eventually(async () => expect(await there(person.access_token)).toBe(401), { within: 1_000, every: 5 });
    expect(performance.now() - changedAt).toBeLessThan(1_000);
    const renewed = await auth.post('/auth/refresh', { refresh_token: person.refresh_token });
    expect((await auth.me(renewed.body.access_token)).body['roles']).toEqual(['agent']);
    expect((await change(person.user.id, { status: 'disabled' })).body['status']).toBe('disabled');
    expect((await auth.me(renewed.body.access_token)).status).toBe(401);
    await eventually(async () => expect(await there(renewed.body.access_token)).toBe(401), { within: 1_000 });
    const dead = await auth.post('/auth/refresh', { refresh_token: renewed.body.refresh_token });
    expect(dead.body.code).toBe('refresh_token_invalid');
    await auth.heard('user.disabled.v1', person.user.id);
    const told = await auth.heard('user.updated.v1', person.user.id);
    expect(JSON.parse(told.value)).toMatchObject({ changed: ['roles'] });
    expect(await auth.recorded('user.change-rights', person.user.id)).toMatchObject({
      actor: { id: admin.id },
      details: { roles_before: 'customer', roles: 'agent' },
    });
    await replica.close();
  });

  it('keeps one admin, also when all of them give each other up at once', async () => {
    const bank = await auth.tenant();
    const admins: Officer[] = [];
    for (let i = 0; i < 4; i++) admins.push(await auth.officer('admin', bank));
    const answers = await Promise.all(
      admins.map((one, at) => change(admins[(at + 1) % 4]!.id, { roles: ['agent'] }, one.token)),
    );
    const codes = answers.map((one) => one.body.code ?? one.status);
    const [left] = await auth.database.query<{ count: number }>(
      `select count(*)::int from app_user where tenant_id = $1 and 'admin' = any(roles)`,
      [bank],
    );
    expect(left!.count).toBeGreaterThanOrEqual(1);
    expect(codes.filter((one) => one === 200)).toHaveLength(4 - left!.count);
    const alone = await auth.officer('admin', await auth.tenant());
    for (const rights of [{ status: 'disabled' }, { roles: ['read_only'] }]) {
      const refused = await change(alone.id, rights, alone.token);
      expect([refused.status, refused.body.code]).toEqual([409, 'last_admin']);
    }
    expect((await change(alone.id, { roles: ['admin', 'agent'] }, alone.token)).status).toBe(200);
  });

  it.each([{ roles: [] }, { roles: ['king'] }, { roles: null }, { status: 'gone' }, { roles: ['customer', 'agent'] }])(
    'refuses %j',
    async (rights) => {
      const { user } = await auth.registered();
      expect((await change(user.id, rights)).status).toBe(422);
    },
  );
});

it('ends all sessions of somebody and leaves the login', async () => {
  const person = await auth.registered();
  const url = `/admin/users/${person.user.id}/sessions`;
  for (let i = 0; i < 2; i++) expect((await auth.ask('DELETE', url, undefined, bearer(admin.token))).status).toBe(204);
  expect((await auth.me(person.access_token)).status).toBe(401);
  expect((await auth.post('/auth/refresh', { refresh_token: person.refresh_token })).status).toBe(401);
  await auth.recorded('user.end-sessions', person.user.id);
});

describe('a tenant', () => {
  it('is named, opened and shown by its own admin', async () => {
    const { id, admin: boss } = await otherBank();
    const put = (body: Json): Promise<Answer> => auth.ask('PUT', '/tenants/me', body, bearer(boss.token));
    const opened = await put({ name: `Bank of ${id}`, open: true });
    expect([opened.status, opened.body]).toEqual([
      200, expect.objectContaining({ id, name: `Bank of ${id}`, open: true, status: 'active' }),
    ]);
    expect((await auth.post('/auth/register', auth.somebody({ tenant_id: id }))).status).toBe(201);
    expect((await put({ name: 'FLORIN', open: true })).body.code).toBe('tenant_name_taken');
    expect((await put({ name: 'x' })).status).toBe(422);
    const shown = await auth.ask('GET', '/tenants/me', undefined, bearer(boss.token));
    expect(shown.body).toEqual(opened.body);
    expect(idsOf(await auth.ask('GET', '/tenants/me/users', undefined, bearer(boss.token)))).toHaveLength(2);
    const auditor = await auth.officer('read_only', id);
    expect((await auth.ask('GET', '/tenants/me', undefined, bearer(auditor.token))).status).toBe(403);
  });

  it.each([
    ['PATCH', '/tenants/me/status', { status: 'disabled' }, 200],
    ['DELETE', '/tenants/me', undefined, 204],
  ] as const)('that is given up by %s %s has no session, and nobody gets in', async (method, url, body, status) => {
    const { id, admin: boss } = await otherBank();
    const colleague = await auth.officer('agent', id);
    const replica = await aReplica(auth.config);
    expect((await auth.ask(method, url, body, bearer(boss.token))).status).toBe(status);
    for (const one of [boss, colleague]) {
      expect((await auth.me(one.token)).status).toBe(401);
      const there = { method: 'GET', url: '/me', headers: bearer(one.token) } as const;
      await eventually(async () => expect((await replica.inject(there)).statusCode).toBe(401), { within: 1_000 });
      expect((await auth.post('/auth/refresh', { refresh_token: one.refreshToken })).status).toBe(401);
    }
    expect((await auth.login(boss.email, { tenant_id: id })).body.code).toBe('invalid_credentials');
    expect(await auth.recorded('tenant.set-status', id)).toMatchObject({
      actor: { id: boss.id },
      details: { status_before: 'active', status: method === 'DELETE' ? 'deleted' : 'disabled' },
    });
    expect((await auth.me(admin.token)).status).toBe(200);
    await replica.close();
  });

  it('lets nobody in who had shown the password when it was given up', async () => {
    const { id, admin: boss } = await otherBank();
    const sessions = (): Promise<{ id: string }[]> =>
      auth.database.query('select id from session where tenant_id = $1 and ended_at is null', [id]);
    const before = await sessions();
    const waits = `select 1 as one from pg_stat_activity where datname = $1 and query like '%for share%'
      and wait_event_type = 'Lock'`;
    const { late } = await inTransaction(auth.app.get(Database).engine, async (tx) => {
      await tx.query(`update tenant set status = 'disabled' where id = $1`, [id]);
      const late = auth.login(boss.email, { tenant_id: id });
      await eventually(async () => expect(await auth.database.query(waits, [auth.database.name])).toHaveLength(1));
      return { late };
    });
    const refused = await late;
    expect([refused.status, refused.body.code]).toEqual([401, 'invalid_credentials']);
    expect(await sessions()).toEqual(before);
  });
});
