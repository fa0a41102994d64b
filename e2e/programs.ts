import { spawnSync } from 'node:child_process';
import { eventually } from '@florin/testing';
import { bankNote, call } from './bank.ts';

/** A program of the bank with everything that it has started. */
function familyOf(program: string): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const family = [bankNote().programs[program]!.pid];
  for (const parent of family) family.push(...pairs.flatMap(([pid, of]) => (of === parent ? [pid!] : [])));
  return family;
}

/** Lets a part hang, with its connections open, while something is done. */
export async function whileHanging<T>(program: string, work: () => Promise<T>): Promise<T> {
  const family = familyOf(program);
  for (const pid of family) process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    for (const pid of family) process.kill(pid, 'SIGCONT');
  }
}

/** Kills a program as a power cut would, and waits until the runner has started it again and the bank is whole. */
export async function kill(program: string): Promise<void> {
  const { pid } = bankNote().programs[program]!;
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(bankNote().programs[program]?.pid).not.toBe(pid), { within: 30_000 });
  await eventually(async () => expect((await call('GET', '/health')).status).toBe(200), { within: 60_000, every: 200 });
}
