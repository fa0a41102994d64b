import { lineOf } from './failure.ts';
import { outlet } from './outlet.ts';

type Step = () => Promise<void>;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does the work and then stays until told to stop: by Ctrl-C, by a signal, or (unless it stays alone) because whoever
 * started this process is gone. Stops then, or when the work fails, everything that it started.
 */
export async function stayUntilStopped(work: Step, stop: Step, staysAlone: boolean): Promise<void> {
  const told = new Promise<'told'>((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve('told'));
    if (!staysAlone && process.connected) process.on('disconnect', () => resolve('told'));
  });
  // An open pipe whose reader is gone must not end the runner before it has stopped what it started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const done = work().then(() => 'done' as const);
  try {
    if ((await Promise.race([done, told])) === 'done') await told;
    done.catch(() => {});
    await stop();
  } catch (error) {
    outlet.failed(lineOf(error));
    await stop();
    process.exit(1);
  }
  process.exit(0);
}
