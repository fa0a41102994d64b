import { eventually, whileHanging } from '@florin/testing';
import { bankNote, call } from './bank.ts';

/** Lets a part hang, with its connections open, while something is done. */
export const whilePartHangs = <T>(program: string, work: () => Promise<T>): Promise<T> =>
  whileHanging(bankNote().programs[program]!.pid, work);

/** Kills a program as a power cut would, and waits until the runner has started it again and the bank is whole. */
export async function kill(program: string): Promise<void> {
  const { pid } = bankNote().programs[program]!;
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(bankNote().programs[program]?.pid).not.toBe(pid), { within: 30_000 });
  await eventually(async () => expect((await call('GET', '/health')).status).toBe(200), { within: 60_000, every: 200 });
}
