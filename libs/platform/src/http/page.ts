import { invalid } from '@florin/kernel';
import { FromQuery, Optional, Text, WholeNumber } from './validators.js';

/** The query of every list. A list with filters extends it. */
export class PageQuery {
  @Optional()
  @FromQuery()
  @WholeNumber(1, 200, { description: 'How many items at most.', example: 50 })
  limit: number = 50;

  @Optional()
  @Text(512, { description: 'The next_cursor of the page before.' })
  cursor?: string;
}

/** One page of a list, as every route answers it. */
export interface Page<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

/** The page shape around items that are ready to be sent. */
export function list<T>(items: T[], cursor: string | null = null): Page<T> {
  return { items, next_cursor: cursor };
}

/**
 * Makes a page of `limit + 1` rows that were asked for: the one too many only says that there is more.
 * `placeOf` gives what the next page begins after.
 */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  placeOf: (row: R) => readonly (string | number)[],
  view: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return list(shown.map(view), rows.length > limit && last !== undefined ? writeCursor(placeOf(last)) : null);
}

/** Writes a place in a list as an opaque text. */
export function writeCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place.map(String))).toString('base64url');
}

/** Reads a cursor of so many parts; each is a string. Fails with: validation_failed (on cursor). */
export function readCursor(cursor: string | undefined, parts: number): string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && place.length === parts && place.every((part) => typeof part === 'string')) return place;
  } catch {
    // Falls through to the same refusal.
  }
  throw invalid('cursor', 'is not a cursor of this list');
}
