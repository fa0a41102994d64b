import { randomUUID } from 'node:crypto';
import { firstIdAt } from '@florin/platform/database';
import { anAuthService, type AuthService } from '../auth.builder.js';
import { RetentionService } from './retention.service.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

const DAY_MS = 24 * 60 * 60 * 1000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);
const rows = async (table: string): Promise<number> =>
  (await auth.database.query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;

/** Sessions of a person that began so long ago, each with a token and a consent with a token, all long expired. */
async function sessions(userId: string, tenantId: string, days: number, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => `${firstIdAt(ago(days)).slice(0, 14)}7${randomUUID().slice(15)}`);
  await auth.database.query(
    `with s as (insert into session (id, tenant_id, user_id, amr, created_at, last_used_at, expires_at)
        select id, $2, $3, '{pwd}', $4::timestamptz, $4, $4 + interval '90 days' from unnest($1::uuid[]) id
        returning id),
      t as (insert into refresh_token (digest, session_id, issued_at, expires_at)
        select sha256(id::text::bytea), id, $4, $4 + interval '30 days' from s),
      g as (insert into oauth_grant (id, digest, user_id, session_id, client_id, payload, created_at, expires_at)
        select id, sha256(id::text::bytea), $3, id, 'client', '{}', $4, $4 + interval '90 days' from s)
      insert into oauth_refresh_token (digest, grant_digest, payload, expires_at)
        select sha256(id::text::bytea), sha256(id::text::bytea), '{}', $4 + interval '30 days' from s`,
    [ids, tenantId, userId, ago(days)],
  );
}

it('forgets what is long over with all that hangs on it and nothing else, ten times at once', async () => {
  const { user, refresh_token } = await auth.registered();
  await sessions(user.id, user.tenant_id, 181, 1_100);
  await sessions(user.id, user.tenant_id, 179, 3);
  for (const days of [0.5, 1.5]) {
    await auth.database.query(
      `insert into mfa_challenge (digest, user_id, expires_at) values (sha256($1::text::bytea), $2, $3)`,
      [`challenge ${days}`, user.id, ago(days)],
    );
  }
  for (const days of [1, 3]) {
    await auth.database.query(
      `insert into registration (tenant_id, email, idempotency_key, fingerprint, user_id, created_at)
        values ($1, 'ada@example.com', $2, sha256('it'), $3, $4)`,
      [user.tenant_id, `key ${days}`, user.id, ago(days)],
    );
  }

  const service = auth.app.get(RetentionService);
  const done = await Promise.all(Array.from({ length: 10 }, () => service.forget(new Date())));

  const sum = (of: 'sessions' | 'challenges' | 'keys'): number => done.reduce((all, one) => all + one[of], 0);
  expect([sum('sessions'), sum('challenges'), sum('keys')]).toEqual([1_100, 1, 1]);
  expect(await Promise.all(['mfa_challenge', 'registration'].map(rows))).toEqual([1, 1]);
  // The three of before and the one of the registration; of the tokens only the one that is good.
  expect(await Promise.all(['session', 'oauth_grant'].map(rows))).toEqual([4, 3]);
  expect(await Promise.all(['refresh_token', 'oauth_refresh_token'].map(rows))).toEqual([1, 0]);
  expect((await auth.post('/auth/refresh', { refresh_token })).status).toBe(200);
});

it('keeps a used token as long as it could be good, so that its reuse is still noticed', async () => {
  const { refresh_token } = await auth.registered();
  const next = await auth.post('/auth/refresh', { refresh_token });
  await auth.app.get(RetentionService).forget(new Date());
  expect((await auth.post('/auth/refresh', { refresh_token })).body.code).toBe('refresh_token_reused');
  expect((await auth.me(next.body.access_token)).status).toBe(401);
});
