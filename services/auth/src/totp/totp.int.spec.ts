import { eventually } from '@florin/testing';
import { generate } from 'otplib';
import {
  anAuthService, bearer, PASSWORD, type Answer, type AuthService, type Body, type Json,
} from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

const STEP_S = 30;

/** A person with a second factor: the code of now is used up, and `forget` lets it count again. */
interface Guarded {
  readonly body: Body;
  readonly secret: string;
  readonly recoveryCodes: string[];
  code(stepsBack?: number): Promise<string>;
  forget(): Promise<unknown>;
  login(more?: Json): Promise<Answer>;
}

async function guarded(): Promise<Guarded> {
  const body = await auth.registered();
  const token = bearer(body.access_token);
  const { secret } = (await auth.post('/auth/totp/setup', undefined, token)).body as unknown as { secret: string };
  const code = (stepsBack = 0): Promise<string> =>
    generate({ secret, epoch: Math.floor(Date.now() / 1000) - stepsBack * STEP_S });
  const verified = await auth.post('/auth/totp/verify', { totp_code: await code() }, token);
  if (verified.status !== 200) throw new Error(JSON.stringify(verified.body));
  return {
    body,
    secret,
    recoveryCodes: verified.body['recovery_codes'] as string[],
    code,
    forget: () => auth.database.query('update totp set last_step = 0 where user_id = $1', [body.user.id]),
    login: (more = {}) => auth.post('/auth/login', { email: body.user.email, password: PASSWORD, ...more }),
  };
}

const codesOf = (answers: readonly Answer[]): unknown[] => answers.map((one) => one.body.code ?? one.status).sort();

describe('setting a second factor up', () => {
  it('gives a secret that only a first code of it turns on', async () => {
    const { access_token, user } = await auth.registered();
    const token = bearer(access_token);
    const early = await auth.post('/auth/totp/verify', { totp_code: '123456' }, token);
    expect([early.status, early.body.code]).toEqual([400, 'totp_not_started']);
    const first = (await auth.post('/auth/totp/setup', undefined, token)).body;
    const second = (await auth.post('/auth/totp/setup', undefined, token)).body;
    expect(second['secret']).not.toBe(first['secret']);
    expect(second['secret']).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(second['provisioning_uri'] as string);
    expect([uri.protocol, uri.searchParams.get('secret'), uri.searchParams.get('issuer')]).toEqual([
      'otpauth:', second['secret'], 'Florin',
    ]);
    const picture = Buffer.from((second['qr_code'] as string).replace('data:image/png;base64,', ''), 'base64');
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    const old = await generate({ secret: first['secret'] as string });
    const wrong = await auth.post('/auth/totp/verify', { totp_code: old }, token);
    expect([wrong.status, wrong.body.code]).toEqual([401, 'totp_invalid']);
    expect((await auth.me(access_token)).body['totp_enabled']).toBe(false);
    const good = await generate({ secret: second['secret'] as string });
    const on = await auth.post('/auth/totp/verify', { totp_code: good }, token);
    expect([on.status, on.body.user]).toEqual([200, expect.objectContaining({ id: user.id, totp_enabled: true })]);
    expect(new Set(on.body['recovery_codes'] as string[]).size).toBe(10);
    const again = [
      await auth.post('/auth/totp/setup', undefined, token),
      await auth.post('/auth/totp/verify', { totp_code: good }, token),
    ];
    expect(again.map((one) => [one.status, one.body.code])).toEqual(Array(2).fill([409, 'totp_already_enabled']));
    await auth.heard('totp.enabled.v1', user.id);
    expect(await auth.recorded('totp.enable', user.id)).toMatchObject({ outcome: 'done', client: 'florin' });
  });

  it('lets five wrong codes be shown, also when ten come at once, and then wants another secret', async () => {
    const { access_token, user } = await auth.registered();
    const token = bearer(access_token);
    const begin = async (): Promise<string> =>
      (await auth.post('/auth/totp/setup', undefined, token)).body['secret'] as string;
    const show = (totp_code: string): Promise<Answer> => auth.post('/auth/totp/verify', { totp_code }, token);
    const secret = await begin();
    const answers = await Promise.all(Array.from({ length: 10 }, () => show('000000')));
    const wrong = [...Array<string>(5).fill('totp_invalid'), ...Array<string>(5).fill('totp_not_started')];
    expect(codesOf(answers)).toEqual(wrong);
    const late = await show(await generate({ secret }));
    expect([late.status, late.body.code]).toEqual([400, 'totp_not_started']);
    const record = await auth.recorded('second-factor.show', user.id);
    expect(record).toMatchObject({ outcome: 'refused', reason: 'wrong_second_factor' });
    const again = await begin();
    expect((await show(await generate({ secret: again }))).status).toBe(200);
  });

  it('keeps neither the secret nor a recovery code where the database could be read', async () => {
    const { secret, recoveryCodes } = await guarded();
    const rows = await auth.database.query<{ all: string }>(
      `select (select string_agg(encode(secret_sealed, 'escape'), ' ') from totp)
        || (select string_agg(encode(digest, 'escape'), ' ') from recovery_code) as all`,
    );
    for (const word of [secret, ...recoveryCodes]) expect(rows[0]!.all).not.toContain(word);
  });
});

describe('a login with a second factor', () => {
  it('is refused with an mfa_token, which a code turns into tokens', async () => {
    const person = await guarded();
    const refused = await person.login();
    expect([refused.status, refused.body.code]).toEqual([403, 'totp_required']);
    expect(refused.body).not.toHaveProperty('access_token');
    await person.forget();
    const mfa_token = refused.body['mfa_token'];
    const totp_code = await person.code();
    const inside = await auth.post('/auth/totp/validate', { mfa_token, totp_code });
    expect(inside.status).toBe(200);
    expect((await auth.me(inside.body.access_token)).status).toBe(200);
    const claims = JSON.parse(Buffer.from(inside.body.access_token.split('.')[1]!, 'base64url').toString()) as Json;
    expect([claims['amr'], claims['acr']]).toEqual([['pwd', 'otp'], 'urn:florin:acr:2']);
    const twice = await auth.post('/auth/totp/validate', { mfa_token, totp_code });
    expect([twice.status, twice.body.code]).toEqual([401, 'totp_invalid']);
  });

  it('takes the code straight away, at every door, each once', async () => {
    const person = await guarded();
    const { email } = person.body.user;
    const whole = { email, password: PASSWORD };
    const doors = [
      (proof: Json) => person.login(proof),
      (proof: Json) => auth.post('/login', { ...whole, ...proof }),
      (proof: Json) => auth.post('/auth/totp/validate', { ...whole, ...proof }),
    ];
    for (const door of doors) {
      await person.forget();
      const proof = { totp_code: await person.code() };
      expect([(await door(proof)).status, (await door(proof)).body.code]).toEqual([200, 'totp_invalid']);
    }
    const form = new URLSearchParams({ username: email, password: PASSWORD });
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await auth.post('/token', form.toString(), type)).body.code).toBe('totp_required');
  });

  it('takes a code of the step before, but never one older than a code that was used', async () => {
    const person = await guarded();
    await person.forget();
    // Not where the next step could begin between drawing a code and showing it.
    await eventually(() => expect((Date.now() / 1000) % STEP_S).toBeLessThan(STEP_S - 6), { within: 8_000 });
    expect((await person.login({ totp_code: await person.code(2) })).body.code).toBe('totp_invalid');
    expect((await person.login({ totp_code: await person.code(-1) })).body.code).toBe('totp_invalid');
    expect((await person.login({ totp_code: await person.code(1) })).status).toBe(200);
    expect((await person.login({ totp_code: await person.code() })).status).toBe(200);
    expect((await person.login({ totp_code: await person.code(1) })).body.code).toBe('totp_invalid');
  });

  it('lets a code in once, when ten try it at once', async () => {
    const person = await guarded();
    await person.forget();
    const totp_code = await person.code();
    const answers = await Promise.all(Array.from({ length: 10 }, () => person.login({ totp_code })));
    expect(codesOf(answers)).toEqual([200, ...Array<string>(9).fill('totp_invalid')]);
  });

  it('lets each recovery code in once, when ten try it at once', async () => {
    const person = await guarded();
    const recovery_code = person.recoveryCodes[0]!.toUpperCase().replaceAll('-', ' ');
    const answers = await Promise.all(Array.from({ length: 10 }, () => person.login({ recovery_code })));
    expect(codesOf(answers)).toEqual([200, ...Array<string>(9).fill('totp_invalid')]);
    const told = await auth.heard('recovery-code.used.v1', person.body.user.id);
    expect(JSON.parse(told.value)).toMatchObject({ left: 9 });
    expect((await person.login({ recovery_code: person.recoveryCodes[1] })).status).toBe(200);
  });

  it('gives five tries with one mfa_token, also when ten come at once', async () => {
    const person = await guarded();
    const { mfa_token } = (await person.login()).body;
    const wrong = { mfa_token, totp_code: '000000' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => auth.post('/auth/totp/validate', wrong)));
    expect(codesOf(answers)).toEqual(Array<string>(10).fill('totp_invalid'));
    const [row] = await auth.database.query<{ failures: number }>('select failures from totp where user_id = $1', [
      person.body.user.id,
    ]);
    expect(row!.failures).toBe(5);
    await person.forget();
    const late = await auth.post('/auth/totp/validate', { mfa_token, totp_code: await person.code() });
    expect(late.body.code).toBe('totp_invalid');
    expect(JSON.parse((await auth.heard('login.failed.v1', person.body.user.id)).value)).toMatchObject({
      reason: 'wrong_second_factor',
    });
  });

  it('pauses after ten failures over all challenges, and says how long', async () => {
    const person = await guarded();
    const start = `update totp set failures = 10, failing_since = now() where user_id = $1`;
    await auth.database.query(start, [person.body.user.id]);
    await person.forget();
    const paused = await person.login({ totp_code: await person.code() });
    expect([paused.status, paused.body.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(paused.headers['retry-after'])).toBeGreaterThan(880);
    await auth.database.query(`update totp set failing_since = now() - interval '15 minutes'`);
    expect((await person.login({ totp_code: await person.code() })).status).toBe(200);
  });

  it('asks for exactly one code, and for an mfa_token or a whole login', async () => {
    const bodies = [
      { mfa_token: 'x' },
      { mfa_token: 'x', totp_code: '1', recovery_code: '1' },
      { totp_code: '123456' },
      { mfa_token: 'x', totp_code: '123456', password: 'x' },
    ];
    const answers = await Promise.all(bodies.map((body) => auth.post('/auth/totp/validate', body)));
    expect(answers.map((one) => one.body.code)).toEqual(Array(4).fill('validation_failed'));
    const none = await auth.post('/auth/totp/validate', { mfa_token: 'x', totp_code: '123456' });
    expect([none.status, none.body.code]).toEqual([401, 'totp_invalid']);
  });
});

describe('a second factor that is on', () => {
  it('is turned off, and gets new recovery codes, with password and code together only', async () => {
    const person = await guarded();
    const token = bearer(person.body.access_token);
    for (const route of ['/auth/totp/recovery-codes', '/auth/totp/disable']) {
      await person.forget();
      const right = { current_password: PASSWORD, totp_code: await person.code() };
      const answers = [
        await auth.post(route, { ...right, current_password: 'not the password' }, token),
        await auth.post(route, { ...right, totp_code: '000000' }, token),
        await auth.post(route, right, token),
      ];
      expect(answers.map((one) => one.body.code ?? one.status)).toEqual([
        'invalid_credentials', 'totp_invalid', route.endsWith('disable') ? 204 : 200,
      ]);
      if (route.endsWith('disable')) continue;
      const fresh = answers[2]!.body['recovery_codes'] as string[];
      expect((await person.login({ recovery_code: person.recoveryCodes[0] })).body.code).toBe('totp_invalid');
      expect((await person.login({ recovery_code: fresh[0] })).status).toBe(200);
    }
    expect((await person.login()).status).toBe(200);
    await auth.heard('totp.disabled.v1', person.body.user.id);
    const off = await auth.post('/auth/totp/disable', { current_password: PASSWORD, totp_code: '000000' }, token);
    expect([off.status, off.body.code]).toEqual([400, 'totp_not_started']);
  });
});
