import type { EntityManager } from 'typeorm';
import { texts, uuids } from '../database/index.js';
import type { OutboxRow } from './cloudevent.js';

/** The columns of the outbox, in the order of {@link outboxArrays}. */
export const OUTBOX_COLUMNS = 'id, topic, key, type, payload, tenant, causation, traceparent';

/** The SQL types of those columns, for `unnest($n::uuid[], …)`. */
export const OUTBOX_TYPES = ['uuid', 'text', 'text', 'text', 'text', 'uuid', 'text', 'text'] as const;

/** Rows as one array per column, for a batched insert through `unnest`. */
export function outboxArrays(rows: readonly OutboxRow[]): Buffer[] {
  return [
    uuids(rows, (row) => row.id),
    texts(rows, (row) => row.topic),
    texts(rows, (row) => row.key),
    texts(rows, (row) => row.type),
    texts(rows, (row) => row.payload),
    uuids(rows, (row) => row.tenant),
    texts(rows, (row) => row.causation),
    texts(rows, (row) => row.traceparent),
  ];
}

/** `unnest` over the outbox arrays, their parameters starting at `$first`. */
export function outboxUnnest(first: number): string {
  return `unnest(${OUTBOX_TYPES.map((type, i) => `$${first + i}::${type}[]`).join(', ')})`;
}

/**
 * The way out of a service: a row written in the transaction of the effect. Hand the rows to the relay after the
 * commit.
 */
export async function addToOutbox(tx: EntityManager, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(`INSERT INTO outbox (${OUTBOX_COLUMNS}) SELECT * FROM ${outboxUnnest(1)}`, outboxArrays(rows));
}
