import { eventually } from '@florin/testing';
import { aCustomer, anOfficer, aTenant, bankNote, call, must, type Answer, type Person, type Problem } from './bank.ts';
import { everyOperation, filled, type Operation } from './operations.ts';
import { kill, whilePartHangs } from './programs.ts';

/** Everything is dead everywhere within this. */
const BOUND_MS = 1_000;

/** A read of every service. */
const reads = ['/v1/auth/me', '/v1/accounts', '/v1/transfers', '/v1/bank/status'];

const statusesOf = (token: string): Promise<number[]> =>
  Promise.all(reads.map(async (path) => (await call('GET', path, { token })).status));

/** How long a token went on opening any service; looks at each of them as often as it can. */
async function lifeOf(token: string, since: number): Promise<number> {
  const ends = reads.map(async (path) => {
    const isShut = async (): Promise<void> => {
      const { status } = await call('GET', path, { token });
      expect([path, status]).toEqual([path, 401]);
    };
    await eventually(isShut, { within: 5 * BOUND_MS, every: 5 });
    return performance.now() - since;
  });
  return Math.max(...(await Promise.all(ends)));
}

/** Every operation that asks Redis itself, because it moves money or administers. */
const sensitive = everyOperation.filter((one) => one.isSensitive);

const tryIt = ({ method, path }: Operation, token: string): Promise<Answer<Problem>> =>
  call(method, filled(path), { token, body: method === 'GET' || method === 'DELETE' ? undefined : {} });

let admin: Person;

beforeAll(async () => {
  admin = await anOfficer('admin');
});

describe('everywhere within a second', () => {
  const change = (person: Person, rights: object): Promise<Answer<Problem>> =>
    call('PATCH', `/v1/admin/users/${person.user.id}`, { token: admin.token, body: rights });

  it.each<[string, (person: Person) => Promise<Answer<unknown>>]>([
    ['a logout', (person) => person.post('/v1/auth/logout')],
    ['a logout everywhere', (person) => person.post('/v1/auth/logout-all')],
    ['a change of roles', (person) => change(person, { roles: ['agent'] })],
    ['a disabled person', (person) => change(person, { status: 'disabled' })],
    [
      'an end by the admin',
      (person) => call('DELETE', `/v1/admin/users/${person.user.id}/sessions`, { token: admin.token }),
    ],
  ])('%s is effective', async (_what, end) => {
    const person = await aCustomer();
    expect(await statusesOf(person.token)).toEqual(reads.map(() => 200));
    expect((await end(person)).status).toBeLessThan(300);
    expect(await lifeOf(person.token, performance.now())).toBeLessThan(BOUND_MS);
  });

  it('a bank that is given up has no session left', async () => {
    const boss = await anOfficer('admin', await aTenant());
    must(await boss.get('/v1/admin/summary'), 200);
    expect((await call('DELETE', '/v1/tenants/me', { token: boss.token })).status).toBe(204);
    expect(await lifeOf(boss.token, performance.now())).toBeLessThan(BOUND_MS);
  });
});

describe('while Redis hangs', () => {
  it('what moves money or administers is refused, reads go on, and a logout is made good afterwards', async () => {
    const [anna, ben] = [await aCustomer(), await aCustomer()];
    await Promise.all([statusesOf(anna.token), statusesOf(ben.token)]);
    expect(sensitive.length).toBeGreaterThan(25);
    await whilePartHangs('redis', async () => {
      const [answers, statuses, logout] = await Promise.all([
        Promise.all(sensitive.map((one) => tryIt(one, anna.token))),
        statusesOf(anna.token),
        ben.post('/v1/auth/logout'),
      ]);
      const told = answers.map(({ status, body }, at) => [sensitive[at]!.route, status, body.code]);
      expect(told).toEqual(sensitive.map(({ route }) => [route, 503, 'revocation_unavailable']));
      expect(new Set(answers.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']));
      expect(statuses).toEqual(reads.map(() => 200));
      expect([logout.status, logout.body.code]).toEqual([503, 'revocation_unavailable']);
      const refresh = await call('POST', '/v1/auth/refresh', { body: { refresh_token: ben.refreshToken } });
      expect(refresh.status).toBe(401);
    });
    expect(await lifeOf(ben.token, performance.now())).toBeLessThan(BOUND_MS);
    await eventually(async () => must(await anna.post('/v1/accounts', {}), 201), { within: 10_000, every: 100 });
    expect(await statusesOf(anna.token)).toEqual(reads.map(() => 200));
  });
});

describe('a restart', () => {
  it('of Redis forgets nothing', async () => {
    const anna = await aCustomer();
    const account = await anna.opens();
    expect((await anna.post('/v1/auth/logout')).status).toBe(204);
    await kill('redis');
    const asked = async (): Promise<Problem> => (await anna.withdraws<Problem>(account, '1.00')).body;
    await eventually(async () => expect((await asked()).code).toBe('unauthenticated'), { within: 10_000 });
    expect(await statusesOf(anna.token)).toEqual(reads.map(() => 401));
  });

  it.each([
    ['account', '/v1/accounts'],
    ['transaction', '/v1/transfers'],
  ])('of %s never lets a token in that died meanwhile', async (service, path) => {
    const anna = await aCustomer();
    must(await anna.get(path), 200);
    const { pid } = bankNote().programs[service]!;
    const back = kill(service);
    expect((await anna.post('/v1/auth/logout')).status).toBe(204);
    const seen = new Set<number>();
    const look = async (): Promise<void> => {
      const { status } = await anna.get(path);
      // Before the kill was felt it may still have been the service of before, within the bound.
      if (bankNote().programs[service]?.pid !== pid) seen.add(status);
      expect(status).toBe(401);
    };
    await eventually(look, { within: 30_000, every: 20 });
    await back;
    await look();
    expect([...seen].filter((status) => status < 500)).toEqual([401]);
  });
});
