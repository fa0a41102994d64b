import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startBank } from './bank.ts';
import { lineOf } from './failure.ts';
import { findFree } from './free-ports.ts';
import { Place, root } from './place.ts';
import { Progress, type Tell } from './progress.ts';
import { raisedLimits } from './raised-limits.ts';
import { RunFile } from './run-file.ts';
import { secretsOf } from './secrets.ts';
import { Supervisor } from './supervisor.ts';

const WITHIN_S = 900;

/**
 * `npm run bench`: measures banks of its own (load/bench.ts), which are gone afterwards: one that grows, and one that
 * works. With --growth only the first.
 */
export async function benchCommand(args: string[]): Promise<never> {
  const progress = new Progress();
  const say: Tell = (line) => progress.say(line);
  await clearOldRuns(say);
  const name = `bench-${process.pid}`;
  const isGrowth = args.includes('--growth');
  const growth = join(root, '.local', `${name}.json`);
  const handOver: Record<string, string> = isGrowth ? {} : { GROWTH_FINDINGS: growth };
  let isWhole = true;
  if (!isGrowth) isWhole = await measure(`${name}-growth`, [...args, '--growth'], handOver, progress);
  isWhole = (await measure(name, args, handOver, progress)) && isWhole;
  rmSync(growth, { force: true });
  process.exit(isWhole ? 0 : 1);
}

/** Measures a bank of its own; its logs stay when that fails. */
async function measure(
  name: string,
  args: readonly string[],
  more: Record<string, string>,
  progress: Progress,
): Promise<boolean> {
  const say: Tell = (line) => progress.say(line);
  const place = new Place(join(root, '.local', name));
  const ports = await findFree();
  const note = new RunFile(place);
  await note.claim(ports, `http://localhost:${ports.gateway}`, say);
  const supervisor = new Supervisor(place, say, (programs) => note.change({ programs }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
    process.on(signal as 'SIGINT', () => void supervisor.stop());
  }
  let isWhole = true;
  try {
    const raised = Object.entries(raisedLimits).map(([limit, value]) => `${limit}=${value}`);
    say(`a bank of its own, as shipped but for the limits per address: ${raised.join(' ')}`);
    const bank = await startBank({ place, ports, secrets: secretsOf(place), progress, supervisor }, {
      overrides: raisedLimits,
    });
    note.change({ ready: true });
    const where = { GATEWAY_URL: bank.url, BANK_NOTE: place.path('run.json'), STATE_DIR: place.folder };
    const bench = [join(root, 'load', 'bench.ts'), ...args];
    const command = process.execPath;
    const env = { ...bank.parts, ...where, ...more };
    const task = { name: 'bench', command, args: ['--no-warnings', ...bench], env, withinS: WITHIN_S, hear: say };
    await supervisor.run(task);
  } catch (error) {
    console.error(lineOf(error));
    isWhole = false;
  }
  await supervisor.stop();
  note.release();
  if (isWhole) rmSync(place.folder, { recursive: true, force: true });
  else say(`the logs: ${place.folder}/logs (the next bench removes them)`);
  return isWhole;
}

/** The logs of a failed run are kept until the next one; of a killed one also processes may be left. */
async function clearOldRuns(tell: Tell): Promise<void> {
  const folder = join(root, '.local');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((entry) => /^bench-\d+(-growth)?$/.test(entry))) {
    const place = new Place(join(folder, name));
    const note = new RunFile(place);
    if (note.alive()) continue;
    await note.stopLeftovers(tell);
    rmSync(place.folder, { recursive: true, force: true });
  }
}
