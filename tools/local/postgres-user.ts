import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { find } from './programs.mjs';

/** How PostgreSQL is to be run here: where its programs and its data lie, and what stands before every command. */
export interface PostgresHome {
  bin: string;
  data: string;
  before: string[];
  own(path: string): void;
}

/**
 * PostgreSQL refuses to run as root. Then it runs as another user of the system, with one right more than that user
 * has: to pass through folders, because the checkout may lie where that user may not go (a private temporary folder).
 * Where that right cannot be given, programs and data live in a folder of their own in /var/tmp.
 */
export function postgresHome(bin: string, folder: string): PostgresHome {
  if (process.getuid?.() !== 0) return { bin, data: join(folder, 'data'), before: [], own: () => {} };
  const { uid, gid } = userFor();
  const own = (path: string): void => chownSync(path, uid, gid);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  own(folder);
  const ways = ['dac_read_search', 'dac_override'].map((right) => setpriv(uid, gid, right));
  const before = ways.find((way) => mayPass(way, folder, bin));
  if (before) return { bin, data: join(folder, 'data'), before, own };
  const outside = outsideFolder(folder);
  mkdirSync(outside, { recursive: true, mode: 0o755 });
  if (lstatSync(outside).uid !== 0) throw new Failure(`${outside} is somebody else's: remove it, or move STATE_DIR.`);
  const copy = join(outside, 'native');
  const isCopied = existsSync(join(copy, 'bin', 'postgres'));
  if (!isCopied) cpSync(join(bin, '..'), copy, { recursive: true, verbatimSymlinks: true });
  return { bin: join(copy, 'bin'), data: join(outside, 'data'), before: setpriv(uid, gid), own };
}

/** Where the data lies when its user may not enter the state folder. */
export function outsideFolder(folder: string): string {
  return join('/var/tmp', `florin-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
}

/** Forgets the data that lies outside of the state folder, if there is any. */
export function forgetOutside(folder: string): void {
  rmSync(outsideFolder(folder), { recursive: true, force: true });
}

function userFor(): { uid: number; gid: number } {
  const rows = readFileSync('/etc/passwd', 'utf8').split('\n').map((row) => row.split(':'));
  const row = ['postgres', 'nobody'].map((name) => rows.find(([user]) => user === name)).find(Boolean);
  return { uid: Number(row?.[2] ?? 65534), gid: Number(row?.[3] ?? 65534) };
}

function setpriv(uid: number, gid: number, right?: string): string[] {
  // PostgreSQL asks access(2) whether it may run its own programs; without that bit the answer would ignore the right.
  const rights = right ? [`--inh-caps=+${right}`, `--ambient-caps=+${right}`, '--securebits=+no_setuid_fixup'] : [];
  return [find('setpriv') ?? 'setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...rights, '--'];
}

/** Tries it: may that user, in this way, run our programs and write into a folder of its own in there? */
function mayPass([command = '', ...before]: string[], folder: string, bin: string): boolean {
  const probe = join(folder, 'probe');
  const script = `"${join(bin, 'initdb')}" --show -D "${probe}" && : > "${probe}" && rm "${probe}"`;
  return spawnSync(command, [...before, 'sh', '-c', script], { cwd: '/' }).status === 0;
}
