import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { PoolClient } from 'pg';
import { Database } from '@florin/platform/database';
import { Desk } from './desk.builder.js';

// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service and the directory.
const desk = new Desk();
const { post } = desk;

jest.setTimeout(30_000);
beforeAll(() => desk.open(), 90_000);
afterAll(() => desk.close(), 30_000);

type Query = (...words: unknown[]) => Promise<unknown>;

/** The connection of the next batch at the door ends during its commit: just before it, or just after. */
function breakNextCommit(when: 'before' | 'after'): () => number {
  const { pool } = desk.app.get(Database);
  const connect = pool.connect.bind(pool) as (back?: unknown) => Promise<PoolClient>;
  let broken = 0;
  // A query of the pool itself asks with a callback, and has no commit.
  pool.connect = (async (back?: unknown) => {
    if (back) return connect(back);
    const client = await connect();
    const query = client.query.bind(client) as Query;
    const stream = (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
    const breaking: Query = async (...words) => {
      if (words[0] !== 'COMMIT' || broken > 0) return query(...words);
      broken += 1;
      if (when === 'after') await query('COMMIT');
      stream.destroy();
      return query('COMMIT');
    };
    return Object.assign(client, { query: breaking });
  }) as typeof pool.connect;
  return () => {
    pool.connect = connect as typeof pool.connect;
    return broken;
  };
}

const kept = (amount: string) => desk.database.query('SELECT id FROM transfer WHERE amount = $1', [amount]);

describe.each(['before', 'after'] as const)('a commit whose connection ends just %s it', (when) => {
  it.each([
    ['with a key', randomUUID(), '0.31'],
    ['without one', undefined, '0.32'],
  ])('is found out about: the transfer %s is accepted once and completed', async (_, key, amount) => {
    await desk.database.query('DELETE FROM transfer WHERE amount IN (31, 32)');
    const mended = breakNextCommit(when);
    const answer = await post({ body: desk.send(undefined, amount), key: key && randomUUID() });
    expect(mended()).toBe(1);
    expect(answer).toMatchObject({ status: 201, body: { status: 'completed', amount } });
    expect(await kept(amount === '0.31' ? '31' : '32')).toEqual([{ id: answer.body.id }]);
  });
});
