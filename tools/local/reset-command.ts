import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from './failure.ts';
import { jarsFolder, Place } from './place.ts';
import { forgetOutside } from './postgres-user.ts';
import { alreadyRuns, RunFile } from './run-file.ts';

/** What a bank writes into its state folder; nothing else in there is touched. */
const ours = [
  ...['postgres', 'redis', 'redis-volatile', 'kafka', 'nginx', 'logs', 'env', 'dummy-bank'],
  ...['secrets.json', 'run.json', 'demo.json', 'parts.env'],
];

/** `npm run reset`: forgets the data of the bank; the next start begins with an empty one. */
export async function resetCommand(): Promise<void> {
  const place = Place.of(process.env);
  const run = new RunFile(place);
  const note = run.alive();
  if (note) throw new Failure(alreadyRuns(note));
  await run.stopLeftovers(console.log);
  forgetOutside(join(place.folder, 'postgres'));
  for (const name of ours) rmSync(join(place.folder, name), { recursive: true, force: true });
  const kept = resolve(jarsFolder).startsWith(place.folder) ? ' (the jars of Kafka stay)' : '';
  if (readdirSync(place.folder).length === 0) rmSync(place.folder, { recursive: true });
  console.log(`Forgotten: ${place.folder}${kept}. The next \`npm start\` begins anew.`);
}
