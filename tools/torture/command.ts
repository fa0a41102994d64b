import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startBank, type Bank } from '../local/bank.ts';
import { Failure } from '../local/failure.ts';
import { findFree } from '../local/free-ports.ts';
import type { Surroundings } from '../local/parts.ts';
import { Place, root } from '../local/place.ts';
import { forgetOutside } from '../local/postgres-user.ts';
import { postgresUrl } from '../local/postgres.ts';
import { Progress } from '../local/progress.ts';
import { raisedLimits } from '../local/raised-limits.ts';
import { RunFile } from '../local/run-file.ts';
import { secretsOf } from '../local/secrets.ts';
import { Supervisor } from '../local/supervisor.ts';
import type { Findings } from './outage.ts';
import { absentees, type Absence, type Absentee } from './plan.ts';
import { round, type Report } from './round.ts';
import { Witness } from './witness.ts';

const usage = `npm run torture [-- --rounds N --seed S --first R | --outage PART --seconds N --how HOW]
  N rounds (10): in each, every part of a bank of its own is killed once while customers move money.
  The seed decides what is asked and when what is killed; --first begins with round R, so a round can be replayed.
  With --outage one of ${absentees.join(', ')} is away for N seconds (30) under load: it hangs, or it is killed
  (HOW is stop, kill, or both when it is not said).`;

export interface Options {
  readonly rounds: number;
  readonly first: number;
  readonly seed: string;
  /** Instead of rounds: the part that is away, for how long, and how. */
  readonly outage?: { readonly part: Absentee; readonly seconds: number; readonly how: readonly Absence[] };
}

const known = ['--rounds', '--first', '--seed', '--outage', '--seconds', '--how'];

/** The options of the command line. */
export function optionsOf(args: readonly string[], anySeed: () => string): Options {
  const given = new Map<string, string>();
  for (let i = 0; i < args.length; i += 2) {
    const [name = '', value] = [args[i], args[i + 1]];
    if (!known.includes(name) || value === undefined) throw new Failure(usage);
    given.set(name, value);
  }
  const count = (name: string, byDefault: string): number => {
    const value = Number(given.get(name) ?? byDefault);
    if (!Number.isInteger(value) || value < 1) throw new Failure(`${name} is a whole number from 1.\n${usage}`);
    return value;
  };
  const seed = given.get('--seed') ?? anySeed();
  const rounds = { rounds: count('--rounds', '10'), first: count('--first', '1'), seed };
  const part = absentees.find((one) => one === given.get('--outage'));
  if (given.has('--outage') && !part) throw new Failure(usage);
  const how = (['stop', 'kill'] as const).filter((one) => [one, undefined].includes(given.get('--how') as Absence));
  return part ? { ...rounds, outage: { part, seconds: count('--seconds', '30'), how } } : rounds;
}

/** `npm run torture`: ends with 1 when a round has found anything. */
export async function tortureCommand(args: string[]): Promise<void> {
  const options = optionsOf(args, () => String(Math.floor(Math.random() * 1_000_000)));
  const progress = new Progress();
  const place = new Place(process.env['STATE_DIR'] || join(root, '.local', 'torture'));
  const run = new RunFile(place);
  const ports = await findFree();
  await run.claim(ports, `http://localhost:${ports.gateway}`, (line) => progress.say(line));
  forget(place);
  const supervisor = new Supervisor(place, () => {}, (programs) => run.change({ programs }));
  const surroundings = { place, ports, secrets: secretsOf(place), progress, supervisor };
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    run.release();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
    process.on(signal as 'SIGINT', () => void stop().then(() => process.exit(130)));
  }
  try {
    await rounds(surroundings, options);
  } finally {
    await stop();
  }
  forget(place);
}

/** Every run begins with an empty bank, and leaves none; after a fault the logs stay. */
function forget(place: Place): void {
  forgetOutside(join(place.folder, 'postgres'));
  const data = ['postgres', 'redis', 'redis-volatile', 'kafka', 'nginx', 'dummy-bank'];
  for (const name of data) rmSync(join(place.folder, name), { recursive: true, force: true });
}

async function rounds(surroundings: Surroundings, options: Options): Promise<void> {
  const { rounds: count, first, seed } = options;
  const { progress, ports, secrets, place, supervisor } = surroundings;
  progress.say(`seed ${seed}`);
  const bank = await startBank(surroundings, { overrides: raisedLimits });
  const witness = new Witness((name) => postgresUrl(ports, secrets, name), [`127.0.0.1:${ports.kafka}`]);
  const books = async (): Promise<void> => {
    const args = ['--no-warnings', join(root, 'tools', 'books.ts')];
    await supervisor.run({ name: 'books', command: process.execPath, args, env: { STATE_DIR: place.folder } });
  };
  if (options.outage) return outages(bank, witness, books, options, (line) => progress.say(line));
  let asked = 0;
  for (let number = first; number < first + count; number += 1) {
    const report = await round(bank, witness, `${seed} ${number}`, books);
    asked += report.deeds;
    progress.say(`round ${number}: ${lineOf(report)}`);
    if (report.faults.length === 0) continue;
    for (const fault of report.faults.slice(0, 20)) console.log(`    ${fault}`);
    const again = `npm run torture -- --seed ${seed} --first ${number} --rounds 1`;
    const found = `Round ${number} found ${report.faults.length} faults`;
    throw new Failure(`${found}. Again: ${again}. Logs: ${place.folder}/logs`);
  }
  progress.say(`${count} rounds, ${asked} requests: nothing was lost, nothing was done twice`);
}

/** One outage after the other; ends with a fault when one has found any. */
async function outages(
  bank: Bank,
  witness: Witness,
  books: () => Promise<void>,
  { outage: of, seed }: Options,
  say: (line: string) => void,
): Promise<void> {
  if (!of) return;
  // It needs the libraries, which are only built with the bank.
  const { outage } = await import('./outage.ts');
  for (const how of of.how) {
    say(`${of.part} is away for ${of.seconds} s (${how}) …`);
    const findings = await outage(bank, witness, { ...of, how, seed: `${seed} ${how}` });
    await books().catch((error: Error) => findings.faults.push(error.message));
    say(toldOf(findings));
    if (findings.faults.length === 0) continue;
    for (const fault of findings.faults.slice(0, 20)) console.log(`    ${fault}`);
    throw new Failure(`The outage of ${of.part} (${how}) found ${findings.faults.length} faults.`);
  }
}

function toldOf({ perSecondBefore, perSecondAfter, backAfterS, deeds, slowestMs, passing }: Findings): string {
  const speeds = `${Math.round(perSecondBefore)}/s before, ${Math.round(perSecondAfter)}/s after`;
  const refusals = [...passing].map(([what, count]) => `${what} ×${count}`).join(', ');
  const slowest = `slowest answer ${(slowestMs / 1000).toFixed(1)} s`;
  return `${deeds} asked, ${speeds}, full speed ${backAfterS.toFixed(1)} s after its return, ${slowest}; ${refusals}`;
}

function lineOf({ deeds, completed, refused, passing, slow, slowestMs, quietAfterS, faults }: Report): string {
  const told = [...passing].sort(([, one], [, other]) => other - one).map(([what, count]) => `${what} ×${count}`);
  const verdict = faults.length === 0 ? '✓' : `✗ ${faults.length} faults`;
  return (
    `${verdict} ${deeds} asked, ${completed} completed, ${refused} refused, quiet ${quietAfterS.toFixed(1)} s after ` +
    `the last kill, slowest answer ${(slowestMs / 1000).toFixed(1)} s (${slow} slow); ${told.join(', ')}`
  );
}
