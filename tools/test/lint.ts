import { join, relative } from 'node:path';
import { Failure } from '../local/failure.ts';
import { root } from '../local/place.ts';
import { held, type Outcome } from './tally.ts';
import type { TestRun } from './test-run.ts';

// Nx is to work by itself: no background process, no cloud, no screen of its own.
const alone = { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };

const FAULTS_SHOWN = 30;

/** Lints every project through Nx (the import law needs its graph), and names each fault with its file. */
export async function lint(run: TestRun): Promise<Outcome> {
  const faults: string[] = [];
  let file = '';
  const hear = (line: string): void => {
    if (line.startsWith(root)) file = relative(root, line.trim());
    else if (/^\s+\d+:\d+\s+error\b/.test(line)) faults.push(`${file}:${line.trim()}`);
  };
  const command = join(root, 'node_modules', '.bin', 'nx');
  const task = { name: 'lint', command, args: ['run-many', '-t', 'lint'], cwd: root, env: alone, withinS: 230, hear };
  try {
    await run.supervisor.run(task);
    return held;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { passed: 0, failed: 1, faults: [error.message, ...faults.slice(0, FAULTS_SHOWN)] };
  }
}
