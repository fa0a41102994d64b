import type { Chance } from './chance.ts';

/** Everything that a round kills, by the name under which it runs. */
export const victims = [
  ...['auth', 'account', 'transaction', 'bank-integration', 'dummy-bank', 'nginx'],
  ...['kafka', 'postgres', 'redis', 'redis-volatile'],
] as const;

/** What can be away, by the name under which it runs. */
export const absentees = ['postgres', 'kafka', 'redis', 'redis-volatile'] as const;
export type Absentee = (typeof absentees)[number];
/** It hangs with its connections open, or it is gone. */
export type Absence = 'stop' | 'kill';

export interface Kill {
  readonly part: string;
  /** When, in milliseconds after the load began. */
  readonly atMs: number;
}

/** When each part is killed in one round: once, at a moment of its own. */
export function planOf(chance: Chance, parts: readonly string[], loadMs: number): Kill[] {
  return parts
    .map((part) => ({ part, atMs: chance.below(loadMs) }))
    .sort((one, other) => one.atMs - other.atMs);
}
