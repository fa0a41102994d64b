import type { EntityManager } from 'typeorm';
import type { OutboxRow } from './cloudevent.js';

/** The columns of the outbox, in the order of {@link outboxArrays}. */
export const OUTBOX_COLUMNS = 'id, topic, key, type, payload, tenant, causation, traceparent';

/** The SQL types of those columns, for `unnest($n::uuid[], …)`. */
export const OUTBOX_TYPES = ['uuid', 'text', 'text', 'text', 'text', 'uuid', 'text', 'text'] as const;

/** Rows as one array per column, for a batched insert through `unnest`. */
export function outboxArrays(rows: readonly OutboxRow[]): (string | null)[][] {
  return [
    rows.map((row) => row.id),
    rows.map((row) => row.topic),
    rows.map((row) => row.key),
    rows.map((row) => row.type),
    rows.map((row) => row.payload),
    rows.map((row) => row.tenant),
    rows.map((row) => row.causation),
    rows.map((row) => row.traceparent),
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
