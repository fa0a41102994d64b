import { leaksIn, passwordsOfSpecs, secretsOfEnvironment } from './leak.ts';

/** Put together from halves, so that this file holds nothing that another scan looks for. */
const joined = (...halves: string[]): string => halves.join('');
const token = joined('eyJhbGciOiJFUzI1NiJ9', '.eyJzdWIiOiJhZGEifQ', '.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw');
const words = 'correct horse battery';

describe('a line of a log', () => {
  it.each([
    ['a signed token', `{"message":"got ${token}"}`],
    ['a secret field', '{"body":{"password":"x"}}'],
    ['a secret field', String.raw`{"body":"{\"refresh_token\":\"abc\"}"}`],
    ['a secret field', '{"recovery_codes":["abcd-efgh"]}'],
    ['a secret field', '{"headers":{"Cookie":"at_8080=x"}}'],
    ['an authorization header', `sent with Bearer ${'x'.repeat(30)}`],
    ['an authorization header', `Authorization: Basic ${'x'.repeat(30)}`],
    ['a form with a secret', 'POST grant_type=x&client_secret=abc'],
    ['an authenticator secret', 'otpauth://totp/Florin'],
    ['a private key', joined('-----BEG', 'IN PRIVATE KEY-----')],
    ['a whole card number', '{"number":"4000 0000 0000 0002"}'],
    ['a whole card number', 'card 4000000000000002 was frozen'],
    ['a secret of this bank or its specs', `{"message":"${words}"}`],
  ])('holds %s (line %#)', (what, line) => {
    expect(leaksIn(line, [words])).toContain(what);
  });

  it.each([
    ['{"level":"info","time":"2026-11-24T00:25:00.125Z","trace_id":"c9baa294be224b2e109e243f32b7bcd0"}'],
    ['{"password":"[Redacted]","authorization":"[Redacted]"}'],
    ['card 4000000000000003 does not check, and **** 0002 is masked'],
    ['a transfer 01a20af1-24f5-7563-8df7-3f69eba83ea8 of 4000000000000002.50'],
    ['{"path":"/v1/auth/password/change","status":204}'],
    ['the header "Bearer" is missing'],
  ])('holds nothing (line %#)', (line) => {
    expect(leaksIn(line, [words])).toEqual([]);
  });
});

it('knows the secrets of a service by their names, and those inside of addresses', () => {
  const found = secretsOfEnvironment({
    KEY_ENCRYPTION_KEY: 'a-key-of-twenty-bytes',
    DATABASE_ENGINE_URL: 'postgres://engine:p%40ssword-of-it@127.0.0.1:1/x',
    REDIS_URL: 'redis://127.0.0.1:1',
    PUBLIC_URL: 'http://localhost:8080',
    LOG_LEVEL: 'information',
    SHORT_SECRET: 'short',
  });
  expect(found).toEqual(['a-key-of-twenty-bytes', 'p@ssword-of-it']);
});

it('knows the passwords of specs by their sources', () => {
  const source = `const password = '${words}';\nlogin({ current_password: 'not-this-one-at-all' });`;
  expect(passwordsOfSpecs(source)).toEqual([words, 'not-this-one-at-all']);
});
