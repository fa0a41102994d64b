import { asTenant } from '@florin/platform/database';
import { eventually } from '@florin/testing';
import { anAuthService, bearer, type AuthService } from '../auth.builder.js';
import { dataSource } from '../data-source.js';
import { migrateAll, orderOf } from './operator.command.js';
import { OperatorService } from './operator.service.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

describe('the database', () => {
  it('is what the entities say', async () => {
    const source = await dataSource(auth.database.ownerUrl).initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(upQueries.map((one) => one.query)).toEqual([]);
  });

  it('has one open tenant, however often it was migrated', async () => {
    const { adminUrl, ownerUrl, readerUrl, engineUrl } = auth.database;
    const lines: string[] = [];
    const config = {
      DATABASE_ADMIN_URL: adminUrl,
      DATABASE_OWNER_URL: ownerUrl,
      DATABASE_READER_URL: readerUrl,
      DATABASE_ENGINE_URL: engineUrl,
      DEFAULT_TENANT_ID: auth.config.DEFAULT_TENANT_ID,
    };
    await migrateAll(config, (line) => void lines.push(line));
    expect(lines).toEqual(['auth: the database is up to date']);
    expect(await auth.database.query('select id, name, open from tenant')).toEqual([
      { id: auth.config.DEFAULT_TENANT_ID, name: 'Florin', open: true },
    ]);
  });

  it('shows the reader no password, and nothing of another tenant', async () => {
    await auth.registered();
    const reader = await dataSource(auth.database.readerUrl).initialize();
    await expect(reader.query('select password_hash from app_user')).rejects.toThrow('permission denied');
    const seenBy = (tenant: string): Promise<unknown[]> =>
      asTenant(reader, tenant, (tx) => tx.query('select id from app_user'));
    expect(await reader.query('select id from app_user')).toEqual([]);
    expect(await seenBy('01900000-0000-7000-8000-00000000dead')).toEqual([]);
    expect(await seenBy(auth.config.DEFAULT_TENANT_ID)).toHaveLength(1);
    await reader.destroy();
  });
});

describe('the operator', () => {
  it('makes tenants and officers, and a repeat changes nothing', async () => {
    const engine = await dataSource(auth.database.engineUrl).initialize();
    const operator = new OperatorService(engine, auth.config.DEFAULT_TENANT_ID);
    const order = (line: string): never => orderOf(line.split(' ')) as never;
    expect(await operator.makeTenant(order('tenant --name Second'))).toEqual([
      expect.stringMatching(/^made the closed tenant/),
    ]);
    expect(await operator.makeTenant(order('tenant --name SECOND'))).toEqual([
      expect.stringMatching(/nothing was changed$/),
    ]);
    const create = 'create --email boss@example.com --role admin --tenant Second';
    const made = await operator.makeUser(order(create));
    expect(made).toEqual([
      expect.stringMatching(/^made the admin/),
      expect.stringMatching(/^the password, shown once: /),
    ]);
    expect(await operator.makeUser(order(create))).toEqual([expect.stringMatching(/admin already/)]);
    const other = 'create --email boss@example.com --role agent --tenant Second';
    await expect(operator.makeUser(order(other))).rejects.toThrow('registered as admin');
    await expect(operator.makeUser(order(`${create} --email x@y.z --password 12345678`))).rejects.toThrow(
      'most common',
    );
    await engine.destroy();
    const [tenant] = await auth.database.query<{ id: string }>(`select id from tenant where name = 'Second'`);
    // The running service publishes what an operator's command has left in the outbox, some seconds later.
    const left = await auth.database.query<{ payload: string }>(
      `select payload from outbox where tenant = $1 and topic = 'audit.events' order by id`,
      [tenant!.id],
    );
    expect(left.map(({ payload }) => JSON.parse(payload) as unknown)).toMatchObject([
      { action: 'tenant.create', actor: { kind: 'operator' }, object: { id: tenant!.id } },
      { action: 'user.create', actor: { kind: 'operator' }, details: { roles: 'admin' } },
    ]);
    const password = made[1]!.split(': ')[1]!;
    const login = { email: 'boss@example.com', password };
    expect((await auth.post('/auth/login', login)).status).toBe(401);
    const inside = await auth.post('/auth/login', { ...login, tenant_id: tenant!.id });
    expect((await auth.me(inside.body.access_token)).body['roles']).toEqual(['admin']);
    const stranger = await auth.post('/auth/register', auth.somebody({ tenant_id: tenant!.id }));
    expect([stranger.status, stranger.body.errors[0]?.field]).toEqual([422, 'tenant_id']);
  });

  it.each(['id', 'name'] as const)('makes a bank that was given up active again, by its %s', async (by) => {
    const id = await auth.tenant();
    const boss = await auth.officer('admin', id);
    const name = `Bank ${id}`;
    await auth.database.query('update tenant set name = $2 where id = $1', [id, name]);
    const deleted = await auth.ask('DELETE', '/tenants/me', undefined, bearer(boss.token));
    expect(deleted.status).toBe(204);
    expect((await auth.login(boss.email, { tenant_id: id })).body.code).toBe('invalid_credentials');
    const engine = await dataSource(auth.database.engineUrl).initialize();
    const operator = new OperatorService(engine, auth.config.DEFAULT_TENANT_ID);
    const order = { what: 'reactivate', tenant: by === 'id' ? id : name.toUpperCase() } as const;
    const said = await Promise.all(Array.from({ length: 10 }, () => operator.reactivate(order)));
    expect(said.filter(([line]) => line!.endsWith('is active again'))).toHaveLength(1);
    await expect(operator.reactivate({ what: 'reactivate', tenant: 'nobody' })).rejects.toThrow('no tenant nobody');
    await engine.destroy();
    await eventually(async () => {
      const { body } = await auth.login(boss.email, { tenant_id: id });
      expect((await auth.me(body.access_token)).status).toBe(200);
    });
    expect((await auth.me(boss.token)).status).toBe(401);
    expect((await auth.post('/auth/refresh', { refresh_token: boss.refreshToken })).status).toBe(401);
  });
});
