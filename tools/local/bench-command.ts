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

/** `npm run bench`: measures a bank of its own (load/bench.ts), which is gone afterwards. */
export async function benchCommand(args: string[]): Promise<never> {
  const progress = new Progress();
  const say: Tell = (line) => progress.say(line);
  await clearOldRuns(say);
  const place = new Place(join(root, '.local', `bench-${process.pid}`));
  const ports = await findFree();
  const note = new RunFile(place);
  await note.claim(ports, `http://localhost:${ports.gateway}`, say);
  const supervisor = new Supervisor(place, say, (programs) => note.change({ programs }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
    process.on(signal as 'SIGINT', () => void supervisor.stop());
  }
  let code = 0;
  try {
    const raised = Object.entries(raisedLimits).map(([name, value]) => `${name}=${value}`);
    say(`a bank of its own, as shipped but for the limits per address: ${raised.join(' ')}`);
    const bank = await startBank({ place, ports, secrets: secretsOf(place), progress, supervisor }, {
      overrides: raisedLimits,
    });
    note.change({ ready: true });
    const env = { ...bank.parts, GATEWAY_URL: bank.url, BANK_NOTE: place.path('run.json'), STATE_DIR: place.folder };
    const bench = [join(root, 'load', 'bench.ts'), ...args];
    const command = process.execPath;
    const task = { name: 'bench', command, args: ['--no-warnings', ...bench], env, withinS: WITHIN_S, hear: say };
    await supervisor.run(task);
  } catch (error) {
    console.error(lineOf(error));
    code = 1;
  }
  await supervisor.stop();
  note.release();
  if (code === 0) rmSync(place.folder, { recursive: true, force: true });
  else say(`the logs: ${place.folder}/logs (the next bench removes them)`);
  process.exit(code);
}

/** The logs of a failed run are kept until the next one; of a killed one also processes may be left. */
async function clearOldRuns(tell: Tell): Promise<void> {
  const folder = join(root, '.local');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((entry) => /^bench-\d+$/.test(entry))) {
    const place = new Place(join(folder, name));
    const note = new RunFile(place);
    if (note.alive()) continue;
    await note.stopLeftovers(tell);
    rmSync(place.folder, { recursive: true, force: true });
  }
}
