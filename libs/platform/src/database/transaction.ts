import { DataSource, type EntityManager } from 'typeorm';
import type { Duplex } from 'node:stream';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { SQLSTATE, sqlStateOf } from './passing.js';

const ATTEMPTS_MOST = 5;
/** A commit has so long to be answered when its work had a limit: less than the gateway's patience. */
const COMMIT_MOST_MS = 33_000;
/** Serialisation failure and deadlock: the same work, done again from the start, may well succeed. */
const WORTH_REPEATING = new Set(['40001', '40P01']);

/** The connection broke while the commit was on its way: whether it happened is not known here. */
export class CommitInDoubt extends Error {
  constructor(cause: Error) {
    super(`the connection ended during a commit: ${cause.message}`, { cause });
  }
}

export interface WorkLimits {
  /**
   * How long the work before the commit may take, in milliseconds. Past that its connection is cut, so that it never
   * commits; also a database that hangs is noticed by this.
   */
  readonly withinMs?: number;
}

/**
 * Runs the work in one database transaction: the only way in. A deadlock or serialisation failure repeats the whole
 * work, five times at most, so the work must have no effect outside the database.
 */
export function inTransaction<T>(source: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T>;
export function inTransaction<T>(
  source: Pool,
  work: (tx: PoolClient) => Promise<T>,
  limits?: WorkLimits,
): Promise<T>;
export async function inTransaction<T>(
  source: DataSource | Pool,
  work: (tx: never) => Promise<T>,
  limits: WorkLimits = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return source instanceof DataSource
        ? await source.transaction(work as (tx: EntityManager) => Promise<T>)
        : await once(source, work as (tx: PoolClient) => Promise<T>, limits);
    } catch (error) {
      if (attempt === ATTEMPTS_MOST || !WORTH_REPEATING.has(sqlStateOf(error) ?? '')) throw error;
      await pause(Math.random() * 10 * 2 ** attempt);
    }
  }
}

async function once<T>(pool: Pool, work: (tx: PoolClient) => Promise<T>, { withinMs }: WorkLimits): Promise<T> {
  const client = await pool.connect();
  client.on('error', ignored);
  let broken: Error | undefined;
  const cut = (): void => void streamOf(client).destroy(new Error('timeout: the database did not answer in time'));
  let timer = withinMs === undefined ? undefined : setTimeout(cut, withinMs);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    clearTimeout(timer);
    if (withinMs !== undefined) timer = setTimeout(cut, COMMIT_MOST_MS);
    await client.query('COMMIT').catch((error: Error) => {
      throw refused(error) ? error : new CommitInDoubt((broken = error));
    });
    return result;
  } catch (error) {
    if (!broken) await client.query('ROLLBACK').catch((fault: Error) => (broken = fault));
    throw error;
  } finally {
    clearTimeout(timer);
    client.off('error', ignored);
    client.release(broken);
  }
}

/** Whether the database has said no to a commit; a session that ended (class 57) may have ended just after it. */
function refused(error: Error): boolean {
  const state = sqlStateOf(error) ?? '';
  return SQLSTATE.test(state) && !/^(08|57)/.test(state);
}

/**
 * The query at hand fails with a broken connection as well; but the event alone, where nobody listens, would end the
 * process.
 */
const ignored = (): void => undefined;

/** The socket under a client, which the types of pg do not show. */
function streamOf(client: PoolClient): Duplex {
  return (client as unknown as { connection: { stream: Duplex } }).connection.stream;
}

/**
 * Runs the work as one tenant: row level security lets the reader's role see that tenant's rows and no others.
 * The tenant is set for this transaction alone, so a pooled connection cannot carry it to somebody else.
 */
export function asTenant<T>(source: DataSource, tenantId: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return inTransaction(source, async (tx) => {
    await tx.query(`SELECT set_config('florin.tenant', $1, true)`, [tenantId]);
    return work(tx);
  });
}

/** A question that is prepared once in each connection; its parameters start at `$2`. */
export interface Question {
  readonly name: string;
  readonly text: string;
}

/**
 * Asks one question as one tenant in a single trip: the statement sets the tenant for itself alone and reads behind
 * it. The question depends on what sets the tenant, so nothing is read before; and where no tenant is set, row level
 * security shows no row.
 */
export async function askAsTenant<Row extends QueryResultRow>(
  pool: Pool,
  tenantId: string,
  { name, text }: Question,
  values: readonly unknown[],
): Promise<Row[]> {
  // eslint-disable-next-line bank/built-sql -- the text of a named statement, and no value
  const whole = `with tenant as materialized (select set_config('florin.tenant', $1, true) as id)
    select answer.* from tenant
      cross join lateral (select question.* from (${text}) question where tenant.id is not null offset 0) answer`;
  return (await pool.query<Row>({ name, text: whole, values: [tenantId, ...values] })).rows;
}
