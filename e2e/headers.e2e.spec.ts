import { aCustomer, call, gateway, type Answer, type Person } from './bank.ts';

let anna: Person;

beforeAll(async () => {
  anna = await aCustomer();
});

/** Every kind of answer that leaves the bank: by a service, by its OAuth server, by the gateway itself, from a file. */
const kinds: [string, () => Promise<Answer<unknown>>][] = [
  ['a body of auth', () => anna.get('/v1/auth/me')],
  ['a body of account', () => anna.get('/v1/accounts')],
  ['a body of transaction', () => anna.get('/v1/transfers')],
  ['a body of bank-integration', () => anna.get('/v1/tools')],
  ['a refusal of a service', () => call('GET', '/v1/accounts')],
  ['a refused body', () => call('POST', '/v1/auth/login', { body: '{' })],
  ['a login', () => call('POST', '/v1/auth/login', { body: { email: anna.email, password: anna.password } })],
  ['a page of the OAuth server', () => call('GET', '/oauth/authorize?client_id=nobody&response_type=code')],
  ['a refusal of the OAuth server', () => call('POST', '/oauth/token', { body: {} })],
  ['the metadata', () => call('GET', '/.well-known/openid-configuration')],
  ['the keys', () => call('GET', '/oauth/jwks')],
  ['the door of the tools', () => call('POST', '/mcp', { body: {} })],
  ['a refusal of the gateway', () => call('GET', '/no-such-thing')],
  ['a body that is too large', () => call('POST', '/v1/auth/login', { body: 'x'.repeat(300_000) })],
  ['the front page', () => call('GET', '/')],
  ['the API document', () => call('GET', '/openapi.json')],
  ['the API browser', () => call('GET', '/docs')],
  ['the page of errors', () => call('GET', '/docs/errors.md')],
  ['the health of the bank', () => call('GET', '/health')],
];

/** What anybody may keep; all else is for one person, or of one moment. */
const keepable = /^(the (metadata|keys|API document|API browser|page of errors|front page))$/;

describe('the headers', () => {
  it.each(kinds)('of %s are those of a careful server', async (kind, ask) => {
    const { headers } = await ask();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toMatch(/^(DENY|SAMEORIGIN)$/i);
    expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/);
    expect(headers.get('x-request-id')).toBeTruthy();
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(policy).not.toMatch(/unsafe-|\*|https?:\/\/(?!localhost)/);
    if (!keepable.test(kind)) expect(headers.get('cache-control')).toMatch(/no-store|no-cache/);
    // Plain HTTP on a laptop: a browser would remember it for a year. With TLS it is there (nginx.int.spec).
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server') ?? '').not.toMatch(/[0-9]/);
    // The metadata is public, and programs in browsers read it.
    expect(headers.get('access-control-allow-origin')).toBe(kind === 'the metadata' ? '*' : null);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('of an answer to a foreign site allow it nothing', async () => {
    for (const origin of ['https://evil.example', 'null', `${gateway}.evil.example`]) {
      const headers = { origin, 'access-control-request-method': 'GET' };
      const answers = [await call('OPTIONS', '/v1/accounts', { headers }), await anna.get('/v1/accounts', { origin })];
      expect(answers.map((one) => one.headers.get('access-control-allow-origin'))).toEqual([null, null]);
      expect(answers.map((one) => one.headers.get('access-control-allow-credentials'))).toEqual([null, null]);
    }
  });
});
