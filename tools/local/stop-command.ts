import { Failure } from './failure.ts';
import { end, gone, isAlive } from './identity.ts';
import { Place } from './place.ts';
import { RunFile } from './run-file.ts';

const STOP_WITHIN_S = 90;

/** `npm stop`: ends the bank of this state, however it was started. */
export async function stopCommand(): Promise<void> {
  const run = new RunFile(Place.of(process.env));
  const note = run.alive();
  if (!note) {
    const hadLeft = await run.stopLeftovers(console.log);
    console.log(hadLeft ? 'Stopped.' : 'No bank is running here.');
    return;
  }
  process.kill(note.runner.pid, 'SIGTERM');
  if (!(await gone(note.runner, STOP_WITHIN_S))) {
    await end(note.runner, 'SIGKILL', 5);
    await run.stopLeftovers(console.log);
  }
  if (Object.values(note.programs).some(isAlive)) throw new Failure(`Not everything stopped: see ${note.url}.`);
  console.log('Stopped.');
}
