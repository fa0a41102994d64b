import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import type { Word } from './outlet.ts';
import { Place, root } from './place.ts';
import { portsOf } from './ports.ts';

/** `npm start -- --detach`: starts the runner in the background and waits until the bank is ready. */
export async function detachCommand(): Promise<void> {
  // A wish that cannot be met is refused here, where somebody reads it.
  portsOf(process.env);
  const log = Place.of(process.env).log('runner');
  const output = openSync(log, 'a', 0o600);
  const args = ['--no-warnings', join(root, 'tools', 'local', 'main.ts'), 'start', '--in-background'];
  const runner = spawn(process.execPath, args, { stdio: ['ignore', output, output, 'ipc'], detached: true });
  // Whoever gives up waiting does not want the bank either.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill('SIGTERM'));
  const words = await new Promise<string>((resolve, reject) => {
    let why = `The bank was stopped while it started. Its log: ${log}`;
    runner.on('message', (word: Word) => {
      if ('line' in word) console.log(word.line);
      else if ('ready' in word) resolve(word.ready);
      else why = word.failed;
    });
    // Not before it has stopped what it started.
    runner.on('exit', () => reject(new Failure(why)));
  });
  console.log(words);
  process.exit(0);
}
