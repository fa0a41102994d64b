import type { Entry } from '../entry/entry.js';

/** A month in UTC, or a whole year of them. */
export interface Period {
  readonly year: number;
  readonly month: number | null;
}

/** What stands over the lines of a statement. */
export interface Summary {
  readonly accountId: string;
  readonly number: string;
  readonly currency: string;
  readonly period: Period;
  readonly opening: bigint;
  readonly closing: bigint;
  readonly credits: bigint;
  readonly debits: bigint;
  /** Declined ones are counted and not totalled. */
  readonly count: bigint;
}

/** A statement whose lines are read as they are written, oldest first. */
export interface Statement {
  readonly summary: Summary;
  readonly lines: AsyncIterable<Entry>;
}

/** The first instant of a period and the first behind it. */
export function boundsOf({ year, month }: Period): { from: Date; before: Date } {
  const [first, months] = month === null ? [0, 12] : [month - 1, 1];
  return { from: new Date(Date.UTC(year, first)), before: new Date(Date.UTC(year, first + months)) };
}

/** "2026-01", or "2026" for a whole year. */
export const nameOf = ({ year, month }: Period): string =>
  month === null ? String(year) : `${year}-${String(month).padStart(2, '0')}`;

export const formats = ['application/json', 'text/csv', 'application/pdf'] as const;
export type Format = (typeof formats)[number];

/** The format that an Accept header likes best; JSON when it likes none of them, or all. */
export function formatOf(accept: string | undefined): Format {
  const wishes = (accept ?? '').split(',').map((one, place) => {
    const [type = '', ...parameters] = one.trim().toLowerCase().split(/\s*;\s*/);
    const quality = Number(/^q=([0-9.]+)$/.exec(parameters.find((each) => each.startsWith('q=')) ?? '')?.[1] ?? 1);
    return { type, quality, place };
  });
  const known = wishes.filter(({ type, quality }) => quality > 0 && formats.some((format) => format === type));
  known.sort((a, b) => b.quality - a.quality || a.place - b.place);
  return (known[0]?.type as Format | undefined) ?? 'application/json';
}
