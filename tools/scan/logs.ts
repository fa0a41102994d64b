import { createReadStream, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';
import { root, type Place } from '../local/place.ts';
import { leaksIn, passwordsOfSpecs, secretsOfEnvironment } from './leak.ts';

const FAULTS_SHOWN = 20;

/** What every log of a run was read for: how much that was, and what it holds and must not. */
export interface LogScan {
  readonly files: number;
  readonly lines: number;
  /** Each names its place and kind, and never what was found. */
  readonly faults: readonly string[];
}

/** Reads every log that a bank and its tests have written, for passwords, tokens, keys and card numbers. */
export async function scanLogs(place: Place): Promise<LogScan> {
  const secrets = [...new Set([...secretsOfBank(place), ...secretsOfSpecs()])];
  const paths = globSync('**/logs/*.log', { cwd: place.folder }).sort();
  const faults: string[] = [];
  let lines = 0;
  for (const path of paths) {
    const read = createInterface({ input: createReadStream(join(place.folder, path)), crlfDelay: Infinity });
    let at = 0;
    for await (const line of read) {
      at += 1;
      const found = leaksIn(line, secrets);
      if (found.length > 0 && faults.length < FAULTS_SHOWN) faults.push(`${path}:${at}: ${found.join(', ')}`);
    }
    lines += at;
  }
  return { files: paths.length, lines, faults };
}

function secretsOfBank(place: Place): string[] {
  return globSync('**/env/*.env', { cwd: place.folder }).flatMap((path) =>
    secretsOfEnvironment(parseEnv(readFileSync(join(place.folder, path), 'utf8'))),
  );
}

function secretsOfSpecs(): string[] {
  const folder = join(root, 'e2e');
  if (!existsSync(folder)) return [];
  const paths = globSync('**/*.ts', { cwd: folder });
  return paths.flatMap((path) => passwordsOfSpecs(readFileSync(join(folder, path), 'utf8')));
}
