import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFree } from '../local/free-ports.ts';
import type { Surroundings } from '../local/parts.ts';
import { Place, root } from '../local/place.ts';
import { Progress, type Tell } from '../local/progress.ts';
import { RunFile } from '../local/run-file.ts';
import { secretsOf } from '../local/secrets.ts';
import { Supervisor } from '../local/supervisor.ts';

/** The parts of a bank that hold its data: not worth keeping after a test. */
const data = ['postgres', 'redis', 'redis-volatile', 'kafka', 'nginx', 'nginx-check'];

/** One run of all tests: its own ports, its own state, its own processes. */
export interface TestRun extends Surroundings {
  /** Parts of their own for the specs that talk to no bank: what they send must not reach one. */
  alone: Surroundings;
  note: RunFile;
  /** The file that says which processes run on which ports: for the specs that crash something. */
  notePath: string;
  stop(): Promise<void>;
  finish(success: boolean): Promise<void>;
}

export async function beginTestRun(): Promise<TestRun> {
  const progress = new Progress();
  await clearOldRuns((line) => progress.say(line));
  const place = new Place(join(root, '.local', `test-${process.pid}`));
  rmSync(place.folder, { recursive: true, force: true });
  const ports = await findFree();
  const note = new RunFile(place);
  await note.claim(ports, `http://localhost:${ports.gateway}`, (line) => progress.say(line));
  const supervise = (at: Place): Supervisor =>
    new Supervisor(at, (line) => progress.say(line), (programs) => note.change({ programs }));
  const bank = { place, ports, secrets: secretsOf(place), progress, supervisor: supervise(place) };
  const partsPlace = new Place(place.path('parts'));
  const alone = { ...bank, place: partsPlace, supervisor: supervise(partsPlace) };
  const stop = async (): Promise<void> => {
    await Promise.all([bank.supervisor.stop(), alone.supervisor.stop()]);
  };
  const finish = async (success: boolean): Promise<void> => {
    await stop();
    note.release();
    if (success) rmSync(place.folder, { recursive: true, force: true });
    else for (const name of data) forget(place, name);
  };
  return { ...bank, alone, note, notePath: place.path('run.json'), stop, finish };
}

function forget(place: Place, name: string): void {
  for (const folder of [place.folder, join(place.folder, 'parts')]) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Where the bank of the run is, under the names that specs read. */
export function bankEnvironment(run: TestRun): Record<string, string> {
  const GATEWAY_URL = `http://localhost:${run.ports.gateway}`;
  return { GATEWAY_URL, E2E_BANK: run.notePath, STATE_DIR: run.place.folder };
}

/** The logs of failed runs are kept until the next run; of a killed run also processes may be left. */
async function clearOldRuns(tell: Tell): Promise<void> {
  const folder = join(root, '.local');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((entry) => /^test-\d+$/.test(entry))) {
    const place = new Place(join(folder, name));
    const note = new RunFile(place);
    if (note.alive()) continue;
    await note.stopLeftovers(tell);
    rmSync(place.folder, { recursive: true, force: true });
  }
}
