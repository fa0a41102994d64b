import { randomUUID } from 'node:crypto';
import { World } from '../world.builder.js';
import { RetentionService } from './retention.service.js';

/** Real here: PostgreSQL with the privileges of the service. */
const world = new World();

beforeAll(() => world.start(), 60_000);
afterAll(() => world.stop(), 30_000);

const rows = async (table: string): Promise<number> =>
  (await world.database.query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;

it('forgets what is over and keeps the rest, ten times at once', async () => {
  for (const age of ['1 day', '3 days', '89 days', '91 days']) {
    await world.database.query(
      `insert into request_key (user_id, idempotency_key, fingerprint, created_at)
        select $1, 'key ' || n, decode(repeat('00', 32), 'hex'), now() - $2::interval from generate_series(1, 600) n`,
      [randomUUID(), age],
    );
    await world.database.query(
      `insert into confirmation (id, tenant_id, user_id, idempotency_key, fingerprint, asked, amount_minor, currency,
          level, created_at)
        values ($1, $1, $1, 'key', decode(repeat('00', 32), 'hex'), '{}', 1, 'USD', 'program', now() - $2::interval)`,
      [randomUUID(), age],
    );
  }
  const service = world.app.get(RetentionService);
  const done = await Promise.all(Array.from({ length: 10 }, () => service.forget(new Date())));
  expect(done.reduce((sum, { keys }) => sum + keys, 0)).toBe(1_800);
  expect(done.reduce((sum, { confirmations }) => sum + confirmations, 0)).toBe(1);
  expect([await rows('request_key'), await rows('confirmation')]).toEqual([600, 3]);
});
