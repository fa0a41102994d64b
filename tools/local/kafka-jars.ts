import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.ts';
import { jarsFolder, root } from './place.ts';
import { find } from './programs.mjs';
import { atMostEvery, type Tell } from './progress.ts';
import type { Supervisor } from './supervisor.ts';

const pom = join(root, 'tools', 'kafka', 'pom.xml');

/** Gets the jars of the broker through Maven, unless they are there already. */
export async function kafkaJars(supervisor: Supervisor, tell: Tell): Promise<string> {
  const wanted = createHash('sha256').update(readFileSync(pom)).digest('hex');
  const note = join(jarsFolder, 'pom.sha256');
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return jarsFolder;
  tell('fetching the jars with Maven (54 MB, and Maven\'s own plug-in the first time)');
  // Fetched beside its place and moved there when whole: another start in this checkout may be doing the same.
  const unfinished = `${jarsFolder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(jarsFolder), { recursive: true });
  await fetchJars(supervisor, unfinished, tell);
  writeFileSync(join(unfinished, 'pom.sha256'), wanted);
  rmSync(jarsFolder, { recursive: true, force: true });
  try {
    renameSync(unfinished, jarsFolder);
  } catch {
    // The other start was quicker, with the same jars.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return jarsFolder;
}

async function fetchJars(supervisor: Supervisor, folder: string, tell: Tell): Promise<void> {
  const command = find('mvn');
  if (!command) throw new Failure('Maven (mvn) is missing: `npm start` says how to install it.');
  const args = ['-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
  const show = atMostEvery(3, tell);
  let files = 0;
  const hear = (line: string): void => {
    if (!/^(\[INFO\] )?Downloaded from/.test(line)) return;
    files += 1;
    show(`${files} files fetched`);
  };
  await supervisor.run({ name: 'maven', command, args, hear });
}
