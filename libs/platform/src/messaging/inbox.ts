import type { PoolClient } from 'pg';

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
