import {
  aCustomer,
  call,
  type Account,
  type Answer,
  type Entry,
  type Page,
  type Person,
  type Problem,
} from './bank.ts';

let anna: Person;
let from: Account;
let to: Account;

beforeAll(async () => {
  anna = await aCustomer();
  [from, to] = [await anna.opens({ deposit: '100.00' }), await anna.opens()];
});

afterAll(async () => {
  expect(await anna.balanceOf(from)).toMatchObject({ balance: '100.00', match: true });
  expect(await anna.entriesOf(to)).toEqual([]);
});

const refusalOf = ({ status, body }: Answer<Problem>): string => `${status} ${body.code}`;
const wish = (change: object = {}): object => ({
  from_account_id: from.id,
  to_account_id: to.id,
  amount: '1.00',
  ...change,
});
const raw = (body: string, headers: Record<string, string> = {}): Promise<Answer<Problem>> =>
  call('POST', '/v1/transfers', { token: anna.token, body, headers });

describe('an amount', () => {
  it.each([
    ['zero', '0'],
    ['zero with decimals', '0.00'],
    ['negative', '-1.00'],
    ['a negative number', -1],
    ['a number that is zero', 0],
    ['too many decimals', '1.001'],
    ['a number with too many decimals', 0.001],
    ['an exponent', '1e2'],
    ['a plus', '+1.00'],
    ['a comma', '1,00'],
    ['hexadecimal', '0x10'],
    ['not a number', 'NaN'],
    ['infinite', 'Infinity'],
    ['words', 'ten'],
    ['empty', ''],
    ['blank', ' '],
    ['padded', ' 1.00 '],
    ['only a point', '.'],
    ['without a digit before the point', '.5'],
    ['without a digit behind it', '1.'],
    ['other digits than ours', '١٠'],
    ['true', true],
    ['null', null],
    ['a list', ['1.00']],
    ['an object', { amount: '1.00' }],
  ])('that is %s is refused as not valid', async (_what, amount) => {
    const answer = await anna.post('/v1/transfers', wish({ amount }));
    expect(refusalOf(answer)).toBe('422 validation_failed');
    expect(answer.body.errors?.map(({ field }) => field)).toEqual(['amount']);
  });

  it('that is missing is refused as not valid', async () => {
    expect(refusalOf(await anna.post('/v1/transfers', wish({ amount: undefined })))).toBe('422 validation_failed');
  });

  it.each([
    ['just above', '1000000000.01'],
    ['astronomic', '9'.repeat(40)],
    ['a huge number', 1e20],
  ])('that is %s what the bank moves is out of range', async (_what, amount) => {
    expect(refusalOf(await anna.post('/v1/transfers', wish({ amount })))).toMatch(
      typeof amount === 'number' ? /^422 / : /^422 amount_out_of_range$/,
    );
  });

  it('that is larger than any JSON number is refused', async () => {
    const body = `{"from_account_id":"${from.id}","to_account_id":"${to.id}","amount":1e400}`;
    expect((await raw(body)).status).toBe(422);
  });
});

describe('a body', () => {
  it('with an unknown field is refused, naming the field and not its value', async () => {
    const answer = await anna.post('/v1/transfers', wish({ is_admin: 'very-secret-value' }));
    expect(refusalOf(answer)).toBe('422 validation_failed');
    expect(answer.body.errors).toEqual([{ field: 'is_admin', message: expect.any(String) }]);
    expect(JSON.stringify(answer.body)).not.toContain('very-secret-value');
  });

  it.each([
    ['a null where none is allowed', { currency: null }],
    ['a number for a text', { description: 7 }],
    ['an id that is none', { to_account_id: 'x' }],
    ['two destinations', { to_account_number: '1234567890' }],
    ['an unknown currency', { currency: 'XYZ' }],
    ['a description of 256 characters', { description: 'x'.repeat(256) }],
    ['a description of blanks', { description: '   ' }],
    ['a control character', { description: 'a\u0007b' }],
    ['a NUL', { description: 'a\u0000b' }],
  ])('with %s is refused as not valid', async (_what, change) => {
    expect(refusalOf(await anna.post('/v1/transfers', wish(change)))).toBe('422 validation_failed');
  });

  it.each([
    ['cut off', '{"amount":'],
    ['not JSON at all', 'amount=1'],
    ['two documents', '{}{}'],
  ])('that is %s is malformed', async (_what, body) => {
    expect(refusalOf(await raw(body))).toBe('400 malformed_body');
  });

  it.each([
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '1'],
    ['null', 'null'],
  ])('that is %s instead of an object is refused', async (_what, body) => {
    expect((await raw(body)).status).toBeGreaterThanOrEqual(400);
    expect((await raw(body)).status).toBeLessThan(500);
  });

  it.each([['POST', '/v1/accounts'], ['PATCH', '/v1/account-holders/me'], ['POST', '/v1/auth/logout']])(
    'may be left out of %s %s, and may not be null',
    async (method, path) => {
      expect(refusalOf(await call(method, path, { token: anna.token, body: 'null' }))).toBe('422 validation_failed');
    },
  );

  it.each([['__proto__'], ['constructor']])('cannot smuggle in %s', async (name) => {
    const body = JSON.stringify(wish()).replace(/\}$/, `,"${name}":{"prototype":{"x":1}}}`);
    expect((await raw(body)).status).toBeGreaterThanOrEqual(400);
  });

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/xml'],
    ['multipart/form-data; boundary=x'],
  ])('of the media type %s is not understood', async (type) => {
    const answer = await raw(JSON.stringify(wish()), { 'content-type': type });
    expect(refusalOf(answer)).toBe('415 unsupported_media_type');
  });

  it('above 256 KiB is too large', async () => {
    expect(refusalOf(await raw(JSON.stringify(wish({ description: 'x'.repeat(300_000) }))))).toBe('413 body_too_large');
  });
});

describe('a query', () => {
  it.each([
    ['limit=0'],
    ['limit=201'],
    ['limit=ten'],
    ['limit=-1'],
    ['cursor=nonsense'],
    ['status=unheard-of'],
    ['type=sideways'],
    ['from=yesterday'],
    ['colour=blue'],
  ])('with %s is refused, and not answered by an empty list', async (query) => {
    const answer = await anna.get(`/v1/accounts/${from.id}/transactions?${query}`);
    expect(refusalOf(answer)).toBe('422 validation_failed');
  });

  it('pages through a history without losing or repeating an entry', async () => {
    const ben = await aCustomer();
    const account = await ben.opens();
    for (let index = 1; index <= 7; index++) await ben.deposits(account, `${index}.00`);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/v1/accounts/${account.id}/transactions?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: Answer<Page<Entry>> = await ben.get<Page<Entry>>(path);
      seen.push(...page.body.items.map(({ amount }) => amount));
      cursor = page.body.next_cursor;
    }
    expect(seen).toEqual(['7.00', '6.00', '5.00', '4.00', '3.00', '2.00', '1.00']);
  });
});

describe('a registration', () => {
  const person = { email: 'someone-else@example.com', password: 'plum-orchard-77-lantern', full_name: 'Some One' };

  it.each([
    ['an e-mail address that is none', { email: 'nobody' }],
    ['no name', { full_name: undefined }],
    ['a role', { roles: ['admin'] }],
    ['a null password', { password: null }],
    ['a phone number that is none', { phone: 'call me' }],
  ])('with %s is refused as not valid', async (_what, change) => {
    const answer = await call('POST', '/v1/auth/register', { body: { ...person, ...change } });
    expect(refusalOf(answer)).toBe('422 validation_failed');
  });

  it.each([
    ['a short password', 'short'],
    ['a common password', 'password123'],
  ])('with %s is refused', async (_what, password) => {
    const answer = await call('POST', '/v1/auth/register', { body: { ...person, password } });
    expect(refusalOf(answer)).toBe('422 password_too_weak');
    expect(JSON.stringify(answer.body)).not.toContain(password);
  });

  it('with an address that is taken, in whatever case, is refused', async () => {
    const answer = await call('POST', '/v1/auth/register', { body: { ...person, email: anna.email.toUpperCase() } });
    expect(refusalOf(answer)).toBe('409 email_taken');
  });
});

describe('a refresh token', () => {
  const doors = ['/v1/auth/refresh', '/v1/auth/logout', '/logout'];
  const cases = [7, null, true, ['x'], { a: 1 }, ''].flatMap((token) => doors.map((door) => [door, token] as const));

  it.each(cases)('at %s that is %j is refused as not valid', async (door, token) => {
    expect(refusalOf(await call('POST', door, { body: { refresh_token: token } }))).toBe('422 validation_failed');
  });

  it.each(doors)('beside an unknown field at %s is refused', async (door) => {
    const answer = await call('POST', door, { body: { refresh_token: 'x', is_admin: true } });
    expect(answer.body.errors?.map(({ field }) => field)).toEqual(['is_admin']);
  });
});
