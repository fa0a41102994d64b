import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Baseline } from './baseline.ts';
import type { Client } from './client.ts';
import { spentMs } from './cpu.ts';
import type { Customers } from './customers.ts';
import type { Outcome } from './drive.ts';
import type { Figure, Findings } from './findings.ts';
import type { Plan } from './plan.ts';
import { Processes } from './processes.ts';

/** Where the bank that is measured is found. */
export interface Target {
  readonly gateway: URL;
  readonly postgresUrl: string;
  /** The runner's note of its processes; undefined where the system has no /proc. */
  readonly notePath: string | undefined;
  readonly stateDir: string;
}

/** What a scenario works with. */
export interface BenchRun {
  readonly target: Target;
  readonly plan: Plan;
  readonly client: Client;
  readonly customers: Customers;
  readonly baseline: Baseline;
  readonly processes: Processes | undefined;
  readonly findings: Findings;
  say(line: string): void;
}

export const rate = (perSecond: number): string => Math.round(perSecond).toLocaleString('en');
export const ms = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(value < 100 ? 1 : 0));
export const ratio = (value: number): string => value.toFixed(2);

/** Notes a figure and tells it. */
export function note(run: BenchRun, scenario: string, load: string, outcome: Outcome, toBaseline?: number): Figure {
  const { perSecond, latency, others } = outcome;
  const figure = { scenario, load, perSecond, latency, others, toBaseline };
  run.findings.figures.push(figure);
  const beside = toBaseline === undefined ? '' : `, ${ratio(toBaseline)} × B1`;
  const odd = Object.entries(others).map(([what, count]) => `, ${count} × ${what}`).join('');
  const took = `p50 ${ms(latency.p50)}, p99 ${ms(latency.p99)} ms`;
  run.say(`${scenario}, ${load}: ${rate(perSecond)}/s${beside}, ${took}${odd}`);
  return figure;
}

/** One figure of B1. */
export async function baselineNow(run: BenchRun): Promise<number> {
  const perSecond = await run.baseline.run(run.plan.baselineS);
  run.say(`B1: ${rate(perSecond)}/s`);
  return perSecond;
}

/** Does the work and gives back what each program spent on it, in milliseconds of CPU; nothing without /proc. */
export async function withCpu<T>(run: BenchRun, work: () => Promise<T>): Promise<[T, Record<string, number>]> {
  const before = run.processes?.ticks() ?? {};
  const result = await work();
  return [result, spentMs(before, run.processes?.ticks() ?? {}, Processes.ticksPerSecond)];
}

/** A run of the closed model, its figure, and what each program spent on one of its requests. */
export async function measured(
  run: BenchRun,
  scenario: string,
  load: string,
  work: () => Promise<Outcome>,
): Promise<Figure> {
  const [outcome, spent] = await withCpu(run, work);
  const entries = Object.entries(spent).map(([name, cpuMs]) => [name, (cpuMs * 1_000) / outcome.answered] as const);
  run.findings.costs.push({ load: `${scenario}, ${load}`, microsecondsEach: Object.fromEntries(entries) });
  return note(run, scenario, load, outcome);
}

const MANY_ENTRIES = 1_000_000;
const PROVED_WITHIN_S = 10;

/** Proves the books of the bank, as `npm run books` does. */
export async function checkBooks(run: BenchRun, after: string): Promise<void> {
  const books = join(import.meta.dirname, '..', 'tools', 'books.ts');
  const env = { ...process.env, STATE_DIR: run.target.stateDir };
  const child = spawn(process.execPath, ['--no-warnings', books], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [[code], said, complained] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const lines = `${said}\n${complained}`.split('\n').filter(Boolean);
  const right = code === 0;
  const told = lines.slice(-6).join('; ');
  run.findings.books.push({ after, right, said: told });
  run.say(`books after ${after}: ${right ? 'right' : 'WRONG'}: ${told}`);
  judgeProof(run, told);
}

/** How long the proof of a ledger takes that is large enough to tell. */
function judgeProof({ findings }: BenchRun, told: string): void {
  const [, entries = '', seconds = ''] = /(\d+) entries, \d+ accounts, ([\d.]+) s/.exec(told) ?? [];
  if (Number(entries) < MANY_ENTRIES) return;
  const each = (Number(seconds) * MANY_ENTRIES) / Number(entries);
  const reached = `${each.toFixed(1)} s (${seconds} s over ${Number(entries).toLocaleString('en')})`;
  const wanted = `≤ ${PROVED_WITHIN_S} s`;
  findings.judge('Books: the proof of a million entries', wanted, reached, each <= PROVED_WITHIN_S);
}
