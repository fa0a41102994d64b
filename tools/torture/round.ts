import { setTimeout as pause } from 'node:timers/promises';
import type { Bank } from '../local/bank.ts';
import { until } from '../local/wait.ts';
import { Chance } from './chance.ts';
import { Door } from './door.ts';
import { judge } from './judge.ts';
import { actorsOf, load } from './load.ts';
import { planOf, victims } from './plan.ts';
import type { Witness } from './witness.ts';

const LOAD_MS = 6_000;
const QUIET_WITHIN_S = 120;
/** A round with fewer completed transfers was mostly an outage, and proves little. */
const COMPLETED_LEAST = 100;
/** So the load goes on, past the kills if need be, until so much was decided. */
const DECIDED_LEAST = 300;
const LOAD_MOST_MS = 60_000;
const KILL_AGAIN_MS = 50;

/** What one round has shown. */
export interface Report {
  readonly deeds: number;
  readonly completed: number;
  readonly refused: number;
  /** Answers that decided nothing, by what they were. */
  readonly passing: ReadonlyMap<string, number>;
  readonly slow: number;
  readonly slowestMs: number;
  /** From the last kill until nothing waited any more. */
  readonly quietAfterS: number;
  readonly faults: string[];
}

/** One round: load, every part killed once at a moment that the seed chose, quiet again, and then the judgement. */
export async function round(bank: Bank, witness: Witness, seed: string, books: () => Promise<void>): Promise<Report> {
  const door = new Door(bank.url);
  const { actors, deeds } = await actorsOf(door, new Chance(`${seed} actors`));
  const kills = planOf(new Chance(`${seed} kills`), victims, LOAD_MS);
  const begun = Date.now();
  let workers = 0;
  const seeds = (): Chance => new Chance(`${seed} worker ${workers++}`);
  const goesOn = (): boolean => {
    const tookMs = Date.now() - begun;
    return tookMs < LOAD_MS || (door.decidedAt.length < DECIDED_LEAST && tookMs < LOAD_MOST_MS);
  };
  const loaded = load(door, actors, seeds, goesOn);
  const killed = Promise.all(kills.map(({ part, atMs }) => pause(atMs).then(() => kill(bank, part))));
  // It is awaited only when the load is over.
  killed.catch(() => {});
  let faults: string[] = [];
  try {
    deeds.push(...(await loaded));
  } catch (error) {
    faults = [(error as Error).message];
  }
  const lastKill = Math.max(...(await killed));
  faults.push(...(await unquiet(bank, witness)));
  const quietAfterS = (Date.now() - lastKill) / 1000;
  faults.push(...judge(deeds, await witness.kept(actors, deeds)), ...(await witness.imbalances()));
  const letters = await witness.deadLetters();
  if (letters > 0) faults.push(`${letters} dead letters`);
  await books().catch((error: Error) => faults.push(error.message));
  const ended = (least: number, most: number): number =>
    deeds.filter(({ said }) => (said.at(-1)?.status ?? 0) >= least && (said.at(-1)?.status ?? 0) <= most).length;
  const { passing, slow, slowestMs } = door;
  const counts = { deeds: deeds.length, completed: ended(201, 201), refused: ended(400, 499) };
  if (counts.completed < COMPLETED_LEAST) faults.push(`only ${counts.completed} transfers were completed`);
  return { ...counts, passing, slow, slowestMs, quietAfterS, faults };
}

/** Kills a part, as soon as it runs; gives the time of that. */
async function kill(bank: Bank, part: string): Promise<number> {
  const program = bank.program(part);
  const end = Date.now() + QUIET_WITHIN_S * 1_000;
  while (program.pid === undefined) {
    if (Date.now() > end) throw new Error(`${part} never ran, so it could not be killed`);
    await pause(KILL_AGAIN_MS);
  }
  program.kill('SIGKILL');
  return Date.now();
}

/** Waits until nothing is left waiting; else says what is. */
export async function unquiet(bank: Bank, witness: Witness): Promise<string[]> {
  let left: string[] = ['the bank is not healthy'];
  const look = async (): Promise<boolean> => {
    left = ['the bank is not healthy'];
    if (!(await fetch(`${bank.url}/health`)).ok) return false;
    left = await witness.waiting();
    return left.length === 0;
  };
  return (await until(look, QUIET_WITHIN_S)) ? [] : left.map((what) => `left waiting: ${what}`);
}
