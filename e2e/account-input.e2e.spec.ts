import { aCustomer, anOfficer, call, type Account, type Person, type Problem } from './bank.ts';

let anna: Person;
let agent: Person;
let account: Account;

beforeAll(async () => {
  [anna, agent] = await Promise.all([aCustomer(), anOfficer('agent')]);
  account = await anna.opens({ deposit: '5.00' });
});

afterAll(async () => {
  expect(await anna.balanceOf(account)).toMatchObject({ balance: '5.00', match: true });
  expect(await anna.entriesOf(account)).toHaveLength(1);
});

const own = (rest: string): string => `/v1/accounts/${account.id}${rest}`;
const long = (length: number): string => 'x'.repeat(length + 1);
const instants = ['yesterday', '2026-13-01', '2026-02-30', '2026-11-24T25:00:00Z', '', '0'];
const identifiers = ['x', '0', 'null', '01976f3e-8b1c-7d2a-9c4e'];

/** Refused as not valid, with the field named and its value not told again. */
async function refused(who: Person, method: string, path: string, field: string, body?: unknown): Promise<void> {
  const answer = await call<Problem>(method, path, { token: who.token, body });
  expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  expect(answer.body.errors?.map((one) => one.field)).toContain(field);
}

describe('what an account is opened with', () => {
  it.each<[string, unknown]>([
    ...['', 'gold', 'CHECKING', null, 7, ['checking']].map((type): [string, unknown] => ['type', type]),
    ...['', 'usd', 'XYZ', 'US', null, 840].map((currency): [string, unknown] => ['currency', currency]),
    ...['', '   ', long(100), 'a\u0007b', 'a\u0000b', 7, {}].map((name): [string, unknown] => ['name', name]),
    ...['0', '1'].map((balance): [string, unknown] => ['balance', balance]),
  ])('%s: %j is refused', (field, value) => refused(anna, 'POST', '/v1/accounts', field, { [field]: value }));

  it.each<[string, unknown]>([
    ...[...identifiers, null, undefined, 7].map((owner): [string, unknown] => ['owner_id', owner]),
    ['type', 'gold'],
    ['currency', 'XYZ'],
    ['name', long(100)],
  ])('by an officer, %s: %j is refused', (field, value) =>
    refused(agent, 'POST', '/v1/admin/accounts', field, { owner_id: anna.user.id, type: 'checking', [field]: value }),
  );
});

describe('what an account is changed with', () => {
  it.each<[unknown]>([[''], ['  '], [long(100)], [null], [7], ['a\u001bb']])('name: %j is refused', (name) =>
    refused(anna, 'PATCH', own(''), 'name', { name }),
  );
  it.each<[unknown]>([[''], [long(255)], [null], [7], [undefined]])('reason of a freeze: %j is refused', (reason) =>
    refused(agent, 'POST', own('/freeze'), 'reason', { reason }),
  );
  it.each<[unknown]>([[''], ['  '], [long(50)], [null], [7]])('category: %j is refused', async (category) => {
    const [entry] = await anna.entriesOf(account);
    await refused(anna, 'PATCH', own(`/transactions/${entry!.id}`), 'category', { category });
  });
  it.each([['status', 'closed'], ['balance', '9'], ['owner_id', 'x']])('%s cannot be set', (field, value) =>
    refused(anna, 'PATCH', own(''), field, { name: 'A', [field]: value }),
  );
});

describe('what a list is asked with', () => {
  const filters: [string, string][] = [
    ...['0', '201', '-1', '1.5', 'ten', '', '1e2'].map((limit): [string, string] => ['limit', limit]),
    ...['x', '', long(600)].map((cursor): [string, string] => ['cursor', cursor]),
    ...['done', '', 'APPROVED'].map((status): [string, string] => ['status', status]),
    ...['transfer', ''].map((type): [string, string] => ['type', type]),
    ...instants.flatMap((at): [string, string][] => [['from', at], ['to', at]]),
    ...[...identifiers, ''].map((id): [string, string] => ['card_id', id]),
    ['unknown', '1'],
  ];
  it.each(filters)('of entries, %s=%s is refused', async (field, value) => {
    const query = `?${field}=${encodeURIComponent(value)}`;
    await refused(anna, 'GET', own(`/transactions${query}`), field);
    await refused(agent, 'GET', `/v1/admin/accounts/${account.id}/transactions${query}`, field);
    await refused(agent, 'GET', `/v1/admin/transactions${query}`, field);
  });

  it.each<[string, string]>([
    ['limit', '0'],
    ['cursor', 'x'],
    ...identifiers.map((id): [string, string] => ['owner_id', id]),
    ...['12', '12345678901', 'abcdefghij'].map((number): [string, string] => ['number', number]),
    ['status', 'gone'],
    ['type', 'gold'],
    ['currency', 'usd'],
    ['unknown', '1'],
  ])('of accounts, %s=%s is refused', (field, value) =>
    refused(agent, 'GET', `/v1/admin/accounts?${field}=${value}`, field),
  );
});

describe('what a figure is asked with', () => {
  it.each(instants)('balance at %j is refused', async (at) => {
    await refused(anna, 'GET', own(`/balance?at=${at}`), 'at');
    await refused(agent, 'GET', `/v1/admin/accounts/${account.id}/balance?at=${at}`, 'at');
  });
  it.each(instants)('spending from and to %j is refused', async (at) => {
    await refused(anna, 'GET', own(`/spending?from=${at}`), 'from');
    await refused(anna, 'GET', own(`/spending?to=${at}`), 'to');
  });
  it.each([
    ['year', '1999'],
    ['year', '2101'],
    ['year', 'now'],
    ['year', ''],
    ['month', '0'],
    ['month', '13'],
    ['month', '1.5'],
    ['month', 'May'],
  ])('a statement of %s=%s is refused', (field, value) => {
    const whole = { year: '2026', month: '1', [field]: value };
    return refused(anna, 'GET', own(`/statements?year=${whole.year}&month=${whole.month}`), field);
  });
  it.each(['12', '12345678901', 'abcdefghij', ''])('the number %j is looked up nowhere', (number) =>
    refused(anna, 'GET', `/v1/accounts/lookup?number=${number}`, 'number'),
  );
});

describe('a path with an id that is none', () => {
  const paths: [string, string][] = [
    ['GET', '/accounts/{}'],
    ['GET', '/accounts/{}/balance'],
    ['GET', '/accounts/{}/transactions'],
    ['GET', '/accounts/{}/spending'],
    ['GET', '/accounts/{}/statements?year=2026&month=1'],
    ['GET', '/accounts/{}/card'],
    ['POST', '/accounts/{}/card'],
    ['POST', '/accounts/{}/close'],
    ['GET', '/cards/{}'],
    ...['freeze', 'unfreeze', 'replace', 'cancel'].map((deed): [string, string] => ['POST', `/cards/{}/${deed}`]),
  ];
  it.each(paths)('%s %s is refused like one that does not exist, never with a fault of ours', async (method, path) => {
    for (const id of [...identifiers, '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e']) {
      const { status } = await call(method, `/v1${path.replace('{}', id)}`, { token: anna.token });
      expect([404, 422]).toContain(status);
    }
  });
});
