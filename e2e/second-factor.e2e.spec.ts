import { eventually } from '@florin/testing';
import { generate } from 'otplib';
import { aCustomer, call, must, type Person } from './bank.ts';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const STEP_S = 30;
const nowS = (): number => Math.floor(Date.now() / 1000);

/** Not where the next step of the clock could begin in the middle of the walk. */
const earlyInAStep = (): Promise<void> =>
  eventually(() => expect(nowS() % STEP_S).toBeLessThan(STEP_S - 8), { within: 10_000, every: 200 });

describe("a stranger's walk", () => {
  let anna: Person;
  let secret: string;
  let recoveryCodes: string[];
  let code: string;
  let inside: Tokens;

  const login = (more: object = {}) =>
    call<Tokens>('POST', '/v1/auth/login', { body: { email: anna.email, password: anna.password, ...more } });
  const codeOf = (answer: { body: unknown }): unknown => (answer.body as { code?: string }).code;

  beforeAll(earlyInAStep);

  it('begins with a registration and a second factor', async () => {
    anna = await aCustomer();
    ({ secret } = must(await anna.post<{ secret: string }>('/v1/auth/totp/setup'), 200));
    const totp_code = await generate({ secret, epoch: nowS() - STEP_S });
    const on = must(await anna.post<{ recovery_codes: string[] }>('/v1/auth/totp/verify', { totp_code }), 200);
    recoveryCodes = on.recovery_codes;
    expect(recoveryCodes).toHaveLength(10);
  });

  it('is not let in with the password alone, and is with a code', async () => {
    const refused = await login();
    expect([refused.status, codeOf(refused)]).toEqual([403, 'totp_required']);
    const { mfa_token } = refused.body as unknown as { mfa_token: string };
    code = await generate({ secret, epoch: nowS() });
    inside = must(await call<Tokens>('POST', '/v1/auth/totp/validate', { body: { mfa_token, totp_code: code } }), 200);
    must(await call('GET', '/v1/auth/me', { token: inside.access_token }), 200);
  });

  it('is refused with the same code, and let in once with a recovery code', async () => {
    const again = await login({ totp_code: code });
    expect([again.status, codeOf(again)]).toEqual([401, 'totp_invalid']);
    must(await login({ recovery_code: recoveryCodes[0] }), 200);
    const spent = await login({ recovery_code: recoveryCodes[0] });
    expect([spent.status, codeOf(spent)]).toEqual([401, 'totp_invalid']);
  });

  it('refreshes; and when the old token is used again, everything of the family is dead', async () => {
    const refresh = (refresh_token: string) => call<Tokens>('POST', '/v1/auth/refresh', { body: { refresh_token } });
    const next = must(await refresh(inside.refresh_token), 200);
    const stolen = await refresh(inside.refresh_token);
    expect([stolen.status, codeOf(stolen)]).toEqual([401, 'refresh_token_reused']);
    expect((await refresh(next.refresh_token)).status).toBe(401);
    const end = Date.now() + 1_000;
    for (const path of ['/v1/auth/me', '/v1/accounts', '/v1/transfers', '/v1/bank/status']) {
      for (const token of [inside.access_token, next.access_token]) {
        const dead = async () => expect([path, (await call('GET', path, { token })).status]).toEqual([path, 401]);
        await eventually(dead, { within: Math.max(0, end - Date.now()) });
      }
    }
    must(await anna.get('/v1/auth/me'), 200);
  });
});
