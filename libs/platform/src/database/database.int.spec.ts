import type { MigrationInterface, QueryRunner } from 'typeorm';
import { freshDatabase, type FreshDatabase } from '@florin/testing';
import { asTenant, askAsTenant, CommitInDoubt, Database, inTransaction, isPassing, migrate } from './index.js';

const OURS = '01900000-0000-7000-8000-000000000001';
const THEIRS = '01900000-0000-7000-8000-000000000002';

class CreatePurse1795460000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE purse (id int PRIMARY KEY, tenant_id uuid NOT NULL, coins int NOT NULL)');
    await runner.query('GRANT SELECT, INSERT, UPDATE ON purse TO account_engine');
    await runner.query('GRANT SELECT ON purse TO account_reader');
    await runner.query('ALTER TABLE purse ENABLE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY purse_tenant ON purse TO account_reader
      USING (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid)`);
    await runner.query('CREATE POLICY purse_engine ON purse TO account_engine USING (true)');
  }
  async down(): Promise<void> {}
}

describe('a database of a service', () => {
  let fresh: FreshDatabase;
  let database: Database;
  let ran: string[][];

  beforeAll(async () => {
    fresh = freshDatabase('account');
    const options = { ...fresh, migrations: [CreatePurse1795460000000] };
    ran = await Promise.all(Array.from({ length: 5 }, () => migrate(options)));
    database = new Database(fresh);
    await database.onModuleInit();
    await database.pool.query('INSERT INTO purse SELECT i, $1, 100 FROM generate_series(1, 10) i', [OURS]);
    await database.pool.query('INSERT INTO purse VALUES (11, $1, 100)', [THEIRS]);
  }, 30_000);

  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  it('is migrated once by replicas that start together', () => {
    expect(ran.flat()).toEqual(['CreatePurse1795460000000']);
  });

  it('repeats the whole work after a deadlock', async () => {
    const move = async (from: number, to: number): Promise<void> => {
      await inTransaction(database.pool, async (tx) => {
        await tx.query('UPDATE purse SET coins = coins - 1 WHERE id = $1', [from]);
        await tx.query('UPDATE purse SET coins = coins + 1 WHERE id = $1', [to]);
      });
    };
    const before = await deadlocks(fresh);
    // Locks taken in opposite orders: without the repetition one of the two would fail with 40P01.
    for (let i = 0; (await deadlocks(fresh)) === before && i < 200; i++) await Promise.all([move(1, 2), move(2, 1)]);
    expect(await deadlocks(fresh)).toBeGreaterThan(before);
    const { rows } = await database.pool.query('SELECT sum(coins)::int AS coins FROM purse WHERE id IN (1, 2)');
    expect(rows).toEqual([{ coins: 200 }]);
  }, 60_000);

  it('leaves nothing behind when the work fails, and gives the connection back', async () => {
    for (let i = 0; i < 20; i++) {
      await expect(
        inTransaction(database.pool, async (tx) => {
          await tx.query('UPDATE purse SET coins = 0 WHERE id = 3');
          throw new Error('changed my mind');
        }),
      ).rejects.toThrow('changed my mind');
    }
    expect((await database.pool.query('SELECT coins FROM purse WHERE id = 3')).rows).toEqual([{ coins: 100 }]);
  });

  it('cuts work that takes too long before its commit, so that it never happens', async () => {
    const slow = inTransaction(
      database.pool,
      async (tx) => {
        await tx.query('UPDATE purse SET coins = 0 WHERE id = 5');
        await tx.query('SELECT pg_sleep(10)');
      },
      { withinMs: 100 },
    );
    const fault = await slow.catch((error: unknown) => error);
    expect(isPassing(fault)).toBe(true);
    const { rows } = await database.pool.query('SELECT coins FROM purse WHERE id = 5');
    expect(rows).toEqual([{ coins: 100 }]);
  });

  it('says when it is not known whether a commit happened', async () => {
    const lost = inTransaction(database.pool, async (tx) => {
      const query = tx.query.bind(tx) as (text: string) => Promise<unknown>;
      const fails = async (text: string): Promise<unknown> => {
        if (text === 'COMMIT') await query('SELECT pg_terminate_backend(pg_backend_pid())');
        return query(text);
      };
      Object.assign(tx, { query: fails });
    });
    await expect(lost).rejects.toBeInstanceOf(CommitInDoubt);
    expect(isPassing(await lost.catch((error: unknown) => error))).toBe(true);
  });

  it('shows the reader one tenant at a time, also on a connection that another tenant just used', async () => {
    const ids = async (tenant: string): Promise<number[]> =>
      (await asTenant(database.reader, tenant, (tx) => tx.query('SELECT id FROM purse ORDER BY id'))).map(
        (row: { id: number }) => row.id,
      );
    const seen = await Promise.all(Array.from({ length: 40 }, (_, i) => ids(i % 2 ? OURS : THEIRS)));
    expect(new Set(seen.map(String))).toEqual(new Set(['1,2,3,4,5,6,7,8,9,10', '11']));
    expect(await database.reader.query('SELECT id FROM purse')).toEqual([]);
  });

  it('asks one question as one tenant in a single trip, and leaves no tenant behind', async () => {
    const question = { name: 'purse-ids', text: 'SELECT id FROM purse WHERE id >= $2 ORDER BY id' };
    const ids = async (tenant: string): Promise<number[]> =>
      (await askAsTenant<{ id: number }>(database.readerPool, tenant, question, [9])).map(({ id }) => id);
    const seen = await Promise.all(Array.from({ length: 200 }, (_, i) => ids(i % 2 ? OURS : THEIRS)));
    expect(new Set(seen.map(String))).toEqual(new Set(['9,10', '11']));
    const left = await database.readerPool.query(`SELECT current_setting('florin.tenant', true) AS tenant`);
    expect(left.rows[0]?.tenant || null).toBeNull();
  });
});

/** Deadlocks that PostgreSQL has counted in the database, with its statistics read afresh. */
async function deadlocks(fresh: FreshDatabase): Promise<number> {
  const [row] = await fresh.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.deadlocks);
}
