import { randomUUID } from 'node:crypto';
import { Database, migrate } from '@florin/platform/database';
import { freshDatabase } from '@florin/testing';
import { entities, migrations } from '../data-source.js';
import { LimitRepository } from '../limit/limit.repository.js';
import { RetentionService } from './retention.service.js';

const store = freshDatabase('transaction');
const replicas = [new Database({ ...store, entities }), new Database({ ...store, entities })];
const services = replicas.map((database) => new RetentionService(database, new LimitRepository()));
const now = new Date('2026-11-24T12:00:00.000Z');
const tenant = randomUUID();

beforeAll(async () => {
  await migrate({ ...store, migrations });
  await Promise.all(replicas.map((database) => database.onModuleInit()));
}, 60_000);

afterAll(async () => {
  await Promise.all(replicas.map((database) => database.close()));
  await store.drop();
});

/** Days and months of people, so many of each. */
const use = (periods: string[], people: number) =>
  store.query(
    `insert into limit_use (tenant_id, user_id, currency, period, transfer)
      select $1, gen_random_uuid(), 'USD', period, 1 from unnest($2::text[]) period, generate_series(1, $3::int)`,
    [tenant, periods, people],
  );

/** A message id of a day, as its sender drew it: beginning with the time. */
const idOf = (day: string) =>
  `${new Date(day).getTime().toString(16).padStart(12, '0').replace(/(.{8})/, '$1-')}-7${randomUUID().slice(15)}`;
const hear = (id: string, at: string) => store.query('insert into inbox (id, heard_at) values ($1, $2)', [id, at]);

it('forgets days and months long past, all of them, whichever replica does it, and no others', async () => {
  await use(['2026-07', '2026-07-31', '2025-12-31'], 2_500);
  await use(['2026-08', '2026-08-01', '2026-11', '2026-11-24'], 3);
  const forgotten = await Promise.all(services.map((service) => service.forget(now)));
  expect(forgotten.reduce((sum, { used }) => sum + used, 0)).toBe(7_500);
  const kept = await store.query<{ period: string }>('select distinct period from limit_use order by period');
  expect(kept.map(({ period }) => period)).toEqual(['2026-08', '2026-08-01', '2026-11', '2026-11-24']);
});

it('forgets messages that Kafka cannot deliver again', async () => {
  const [old, late, fresh] = [idOf('2026-11-09'), idOf('2026-11-01'), idOf('2026-11-11')];
  await hear(old, '2026-11-09');
  await hear(late, '2026-11-20');
  await hear(fresh, '2026-11-11');
  expect(await services[0]!.forget(now)).toMatchObject({ heard: 1 });
  const kept = await store.query<{ id: string }>('select id from inbox order by id');
  expect(kept.map(({ id }) => id)).toEqual([late, fresh]);
});
