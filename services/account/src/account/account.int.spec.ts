import { randomUUID } from 'node:crypto';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { openApiDocument } from '@florin/platform/http';
import { eventually, FIRST_TENANT } from '@florin/testing';
import { DataSource } from 'typeorm';
import { entities } from '../data-source.js';
import { aDeposit, codeOf, Serving, somebody } from '../serving.builder.js';
import { isNumber } from './account.js';
import { AccountRepository } from './account.repository.js';

const bank = new Serving();
beforeAll(() => bank.start(), 60_000);
afterAll(() => bank.stop(), 30_000);

describe('opening an account', () => {
  it('gives an empty one with a number that checks and an IBAN made of it, and tells the world', async () => {
    const anna = somebody();
    const account = await bank.opened(anna, { type: 'savings', currency: 'JPY', name: '  Holiday ' });
    expect(account).toMatchObject({
      type: 'savings',
      currency: 'JPY',
      name: 'Holiday',
      status: 'active',
      balance: '0',
      available_balance: '0',
      held: '0',
      owner_id: anna.userId,
    });
    expect(isNumber(account.number)).toBe(true);
    expect(account.iban).toBe(`DE${account.iban.slice(2, 4)}10020030${account.number}`);
    const told = await bank.events.find(({ key }) => key === account.id);
    expect([told.headers.ce_type, JSON.parse(told.value)]).toEqual([
      'account.opened.v1',
      {
        account_id: account.id,
        owner_id: anna.userId,
        number: account.number,
        type: 'savings',
        currency: 'JPY',
        at: account.created_at,
      },
    ]);
  });

  it('is a checking account in US dollars unless said', async () => {
    expect(await bank.opened(somebody())).toMatchObject({
      type: 'checking',
      currency: 'USD',
      name: null,
      balance: '0.00',
    });
  });

  it.each([
    [{ type: 'house' }, 'type'],
    [{ currency: 'usd' }, 'currency'],
    [{ currency: 'SEK' }, 'currency'],
    [{ name: '' }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ name: null }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ balance: '5' }, 'balance'],
  ])('refuses %j', async (body, field) => {
    const answer = await bank.open(somebody(), body);
    expect(codeOf(answer)).toEqual([422, 'validation_failed']);
    expect(answer.body.errors).toMatchObject([{ field }]);
  });

  it('ten times at once with one key makes one account and says who replays', async () => {
    const anna = somebody();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => bank.open(anna, { name: 'One' }, { 'idempotency-key': 'k-1' })),
    );
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(10).fill([201, answers[0]!.body]));
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(9);
    expect((await bank.get(anna, '/accounts')).body.items).toHaveLength(1);
    expect(codeOf(await bank.open(anna, { name: 'Two' }, { 'idempotency-key': 'k-1' }))).toEqual([
      422,
      'idempotency_key_reused',
    ]);
    expect(codeOf(await bank.open(anna, {}, { 'idempotency-key': 'two words' }))).toEqual([422, 'validation_failed']);
    expect((await bank.open(somebody(), { name: 'Two' }, { 'idempotency-key': 'k-1' })).headers).not.toHaveProperty(
      'idempotency-replayed',
    );
  });
});

describe('an account number', () => {
  it('belongs to one account: whoever draws it again draws another', async () => {
    const { number } = await bank.opened(somebody());
    const [database, accounts] = [bank.app.get(Database), bank.app.get(AccountRepository)];
    const opening = { type: 'checking' as const, currency: 'USD', name: null };
    const add = (): Promise<unknown> =>
      inTransaction(database.engine, (tx) =>
        accounts.add(tx, { tenantId: FIRST_TENANT, userId: randomUUID() }, opening, {
          id: newId(),
          number,
          now: new Date(),
        }),
      );
    expect(await add()).toBeUndefined();
    expect(await bank.database.query('select 1 from account where number = $1', [number])).toHaveLength(1);
  });
});

it('the entities say what the migrations made', async () => {
  const source = new DataSource({ type: 'postgres', url: bank.database.ownerUrl, entities });
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  } finally {
    await source.destroy();
  }
});

describe('who may see an account', () => {
  it('its owner, in the order of opening', async () => {
    const anna = somebody();
    const made = [await bank.opened(anna), await bank.opened(anna, { currency: 'EUR' })];
    expect((await bank.get(anna, '/accounts')).body).toEqual({ items: made, next_cursor: null });
    expect((await bank.get(anna, `/accounts/${made[0]!.id}`)).body).toEqual(made[0]);
    expect((await bank.get(anna, `/accounts/${made[0]!.id.toUpperCase()}`)).body).toEqual(made[0]);
  });

  it("nobody else: a stranger's is answered exactly like one that does not exist", async () => {
    const { id } = await bank.opened(somebody());
    for (const path of ['', '/balance', '/transactions', `/transactions/${id}`]) {
      const answers = [
        await bank.get(somebody(), `/accounts/${id}${path}`),
        await bank.get(somebody(), `/accounts/${randomUUID()}${path}`),
        await bank.get(somebody(), `/accounts/nonsense${path}`),
      ];
      const told = answers.map(({ status, body: { instance: _, request_id: __, ...body } }) => [status, body.code]);
      expect(told).toEqual(Array(3).fill([404, 'account_not_found']));
    }
  });

  it("not the owner's id in another tenant", async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    expect(codeOf(await bank.get({ ...anna, tenantId: randomUUID() }, `/accounts/${id}`))).toEqual([
      404,
      'account_not_found',
    ]);
  });

  it.each([['agent'], ['admin'], ['read_only']] as const)(
    "no %s, whom the customers' routes refuse before they look",
    async (role) => {
      const { id } = await bank.opened(somebody());
      for (const path of [
        '/accounts',
        `/accounts/${id}`,
        `/accounts/${id}/balance`,
        `/accounts/${randomUUID()}/transactions`,
        '/accounts/lookup?number=1',
      ]) {
        expect(codeOf(await bank.get({ roles: [role] }, path))).toEqual([403, 'forbidden']);
      }
      expect(codeOf(await bank.open({ roles: [role] }))).toEqual([403, 'forbidden']);
    },
  );

  it('nobody without a token, and not with too small a scope', async () => {
    expect(codeOf(await bank.get(undefined, '/accounts'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await bank.open({ scopes: ['accounts:read'] }))).toEqual([403, 'insufficient_scope']);
  });
});

describe('looking up an account', () => {
  it('by its number tells what a payer may know, and nothing else', async () => {
    const { id, number } = await bank.opened(somebody(), { currency: 'EUR' });
    const known = { id, number, type: 'checking', currency: 'EUR' };
    expect((await bank.get(somebody(), `/accounts/lookup?number=${number}`)).body).toEqual(known);
    expect((await bank.get(somebody(), `/accounts/lookup?account_number=${number}`)).body).toEqual(known);
    expect((await bank.get(somebody(), `/internal/accounts?number=${number}`)).body).toEqual(known);
    expect(codeOf(await bank.get({ tenantId: randomUUID() }, `/accounts/lookup?number=${number}`))).toEqual([
      404,
      'account_not_found',
    ]);
  });

  it.each([
    ['', 422],
    ['?number=123', 422],
    ['?number=1000000000', 404],
    ['?number=1000000008', 404],
    ['?iban=x', 422],
  ])('%s is refused', async (query, status) => {
    expect((await bank.get(somebody(), `/accounts/lookup${query}`)).status).toBe(status);
  });

  it('by its owner finds the oldest open checking account in the currency', async () => {
    const anna = somebody();
    await bank.opened(anna, { type: 'savings' });
    const [first] = [await bank.opened(anna), await bank.opened(anna)];
    const where = (currency: string): string => `/internal/accounts?owner_id=${anna.userId}&currency=${currency}`;
    expect((await bank.get(somebody(), where('USD'))).body).toMatchObject({
      id: first!.id,
      number: first!.number,
      currency: 'USD',
    });
    expect(codeOf(await bank.get(somebody(), where('EUR')))).toEqual([404, 'account_not_found']);
    expect(codeOf(await bank.get(somebody(), '/internal/accounts'))).toEqual([422, 'validation_failed']);
  });
});

it('reads balances that are asked for together for each who asks, and nobody sees another\'s', async () => {
  const people = Array.from({ length: 4 }, somebody);
  const accounts = await Promise.all(people.map((one) => bank.opened(one)));
  await bank.command(...accounts.map(({ id }, i) => aDeposit(id, people[i]!.userId, `${i + 1}00`)));
  const foreigner = { ...people[0]!, tenantId: randomUUID() };
  const askers = [...people, foreigner];
  const questions = askers.flatMap((who) => accounts.map((account) => ({ who, account })));
  const asked = [...questions, ...questions].map(async ({ who, account }) => {
    const answer = await bank.get(who, `/accounts/${account.id}/balance`);
    return answer.status === 200 ? [answer.body.account_id, answer.body.balance, answer.body.match] : codeOf(answer);
  });
  const own = questions.map(({ who, account }) =>
    who !== foreigner && who.userId === account.owner_id
      ? [account.id, `${accounts.indexOf(account) + 1}.00`, true]
      : [404, 'account_not_found'],
  );
  expect(await Promise.all(asked)).toEqual([...own, ...own]);
});

it('is ready when its parts are, and documents every route', async () => {
  await eventually(async () =>
    expect((await bank.get(undefined, '/health/ready')).body).toMatchObject({ status: 'ready', failing: [] }),
  );
  const paths = Object.keys(openApiDocument(bank.app, 'account').paths).sort();
  expect(paths).toEqual([
    '/accounts',
    '/accounts/lookup',
    '/accounts/{id}',
    '/accounts/{id}/balance',
    '/accounts/{id}/card',
    '/accounts/{id}/close',
    '/accounts/{id}/freeze',
    '/accounts/{id}/spending',
    '/accounts/{id}/statements',
    '/accounts/{id}/transactions',
    '/accounts/{id}/transactions/{entry_id}',
    '/accounts/{id}/unfreeze',
    '/admin/accounts',
    '/admin/accounts/{id}',
    '/admin/accounts/{id}/balance',
    '/admin/accounts/{id}/transactions',
    '/admin/ledger/check',
    '/admin/summary',
    '/admin/transactions',
    '/admin/transactions/{entry_id}',
    '/cards/{id}',
    '/cards/{id}/cancel',
    '/cards/{id}/freeze',
    '/cards/{id}/replace',
    '/cards/{id}/unfreeze',
  ]);
});
