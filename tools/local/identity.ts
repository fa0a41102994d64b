import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that can be recognised later: a pid alone may by then belong to somebody else. */
export interface Identity {
  pid: number;
  bornAt: string;
}

/** Who runs under this pid now, if anybody does. */
export function identityOf(pid: number): Identity | undefined {
  const bornAt = process.platform === 'linux' ? bornInProc(pid) : bornInPs(pid);
  return bornAt ? { pid, bornAt } : undefined;
}

/** Whether exactly this process still runs. */
export function isAlive(identity: Identity): boolean {
  return identityOf(identity.pid)?.bornAt === identity.bornAt;
}

/** Waits until the process is gone; false when it is still there after so many seconds. */
export async function gone(identity: Identity, withinS: number): Promise<boolean> {
  const until = Date.now() + withinS * 1000;
  while (isAlive(identity)) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** Ends a process: asks first, and kills it when it does not go. */
export async function end(identity: Identity, signal: NodeJS.Signals, withinS: number): Promise<void> {
  if (!isAlive(identity)) return;
  process.kill(identity.pid, signal);
  if (await gone(identity, withinS)) return;
  if (isAlive(identity)) process.kill(identity.pid, 'SIGKILL');
  await gone(identity, 5);
}

/** Ends what a program has left of its group when it is gone itself: the workers of an nginx that was killed, say. */
export function endGroup(leader: Identity): void {
  try {
    process.kill(-leader.pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}

function bornInProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; the fields after it are counted from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function bornInPs(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() || undefined;
}
