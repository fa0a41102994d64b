import { spawnSync } from 'node:child_process';

/**
 * Lets a process and everything that it has started hang, with their connections open, while something is done.
 *
 * @throws when there is no such process; nothing hangs then.
 */
export async function whileHanging<T>(pid: number, work: () => Promise<T>): Promise<T> {
  const family = new Set<number>();
  try {
    // Before a parent stood still it may have started more: they are looked for until none is new.
    for (let found = [pid]; found.length > 0; found = familyOf(pid).filter((one) => !family.has(one))) {
      for (const one of found) {
        // Whoever has ended between the look and the signal needs none, but the first must be there.
        if (!signal(one, 'SIGSTOP') && one === pid) throw new Error(`process ${pid} is gone`);
        family.add(one);
      }
    }
    return await work();
  } finally {
    for (const one of family) signal(one, 'SIGCONT');
  }
}

/** Whether the process was there for it. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** The process and everything that it has started, parents first. */
function familyOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const parent of family) family.push(...pairs.flatMap(([child, of]) => (of === parent ? [child!] : [])));
  return family;
}
