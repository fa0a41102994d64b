import { setTimeout as pause } from 'node:timers/promises';
import { whileHanging } from '@florin/testing';
import type { Bank } from '../local/bank.ts';
import { Chance } from './chance.ts';
import { Door } from './door.ts';
import { judge } from './judge.ts';
import { actorsOf, load } from './load.ts';
import type { Absence, Absentee } from './plan.ts';
import { unquiet } from './round.ts';
import type { Witness } from './witness.ts';

const WORKERS = 48;
const BEFORE_MS = 8_000;
const WINDOW_MS = 2_000;
/** Full speed must be there again so long after the part is. */
const AGAIN_WITHIN_MS = 15_000;
const FULL_SPEED = 0.8;

/** What one outage has shown. */
export interface Findings {
  readonly perSecondBefore: number;
  readonly perSecondAfter: number;
  /** From the part's return to the first two seconds at full speed; infinite when there were none. */
  readonly backAfterS: number;
  readonly deeds: number;
  readonly slowestMs: number;
  readonly passing: ReadonlyMap<string, number>;
  readonly faults: string[];
}

/** One part is away while customers move money: who is refused is told so before, and afterwards all is as it was. */
export async function outage(
  bank: Bank,
  witness: Witness,
  of: { part: Absentee; how: Absence; seconds: number; seed: string },
): Promise<Findings> {
  const door = new Door(bank.url);
  const { actors, deeds } = await actorsOf(door, new Chance(`${of.seed} actors`));
  const begun = Date.now();
  let over = false;
  let workers = 0;
  const seeds = (): Chance => new Chance(`${of.seed} worker ${workers++}`);
  const loaded = load(door, actors, seeds, () => !over, WORKERS);
  await pause(BEFORE_MS);
  const left = Date.now();
  await away(bank, of);
  const back = Date.now();
  await pause(AGAIN_WITHIN_MS + WINDOW_MS);
  over = true;
  const faults: string[] = [];
  await loaded.then((done) => deeds.push(...done), (error: Error) => faults.push(error.message));
  faults.push(...(await unquiet(bank, witness)));
  faults.push(...judge(deeds, await witness.kept(actors, deeds)), ...(await witness.imbalances()));
  const letters = await witness.deadLetters();
  if (letters > 0) faults.push(`${letters} dead letters`);
  const within = (from: number, to: number): number =>
    (door.decidedAt.filter((at) => at >= from && at < to).length * 1_000) / (to - from);
  // The first seconds are those of a bank that warms up.
  const perSecondBefore = within((begun + left) / 2, left);
  const perSecondAfter = within(back + AGAIN_WITHIN_MS - WINDOW_MS, back + AGAIN_WITHIN_MS + WINDOW_MS);
  const steps = Array.from({ length: AGAIN_WITHIN_MS / 100 + 1 }, (_, i) => i * 100);
  const first = steps.find((ms) => within(back + ms, back + ms + WINDOW_MS) >= FULL_SPEED * perSecondBefore);
  const backAfterS = first === undefined ? Infinity : first / 1_000;
  if (first === undefined) faults.push(`full speed was not back ${AGAIN_WITHIN_MS / 1_000} s after ${of.part} was`);
  const wrong = [...door.passing.keys()].filter((told) => !/^(503|429)\b/.test(told));
  faults.push(...wrong.map((told) => `not refused but ${told} (${door.passing.get(told)} times)`));
  const { slowestMs, passing } = door;
  return { perSecondBefore, perSecondAfter, backAfterS, deeds: deeds.length, slowestMs, passing, faults };
}

async function away(
  bank: Bank,
  { part, how, seconds }: { part: Absentee; how: Absence; seconds: number },
): Promise<void> {
  const program = bank.program(part);
  if (how === 'kill') return program.killFor(seconds);
  await whileHanging(program.pid!, () => pause(seconds * 1_000));
}
