import type { Pool, PoolClient } from 'pg';
import { firstIdAt } from '../database/index.js';

/**
 * The way into a service: remembers the ids of messages in the transaction of their effect, and gives those that
 * were not heard before. What is not given has had its effect already.
 */
export async function freshOnly(tx: PoolClient, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'inbox-fresh',
    text:
      'INSERT INTO inbox (id) SELECT DISTINCT unnest($1::uuid[]) AS id ORDER BY id ' +
      'ON CONFLICT DO NOTHING RETURNING id',
    values: [ids],
  });
  return new Set(rows.map((row) => row.id));
}

/**
 * Forgets messages that were said and heard before this time: so many at the most. Says how many. Ids of messages grow
 * with time (UUIDv7), so the oldest are found at the beginning of the key; one that was heard late is kept as long as
 * any other.
 */
export async function forgetHeard(pool: Pool, before: Date, most: number): Promise<number> {
  const { rowCount } = await pool.query(
    'DELETE FROM inbox WHERE id = ANY(ARRAY(' +
      'SELECT id FROM inbox WHERE id < $1 AND heard_at < $2 ORDER BY id LIMIT $3))',
    [firstIdAt(before), before, most],
  );
  return rowCount ?? 0;
}
