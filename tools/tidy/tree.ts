import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file of the repository as the tidy rules see it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export const root = join(import.meta.dirname, '../..');

const binary = /\.(png|jpg|gif|ico|woff2?|pdf|jar)$/;

/** Every text file that is committed or about to be, what git ignores left out. */
export function tree(): SourceFile[] {
  const all = existsSync(join(root, '.git')) ? (fromGit() ?? fromFolder()) : fromFolder();
  const paths = new Set(all.filter((path) => path !== '' && !binary.test(path)));
  return [...paths]
    .filter((path) => existsSync(join(root, path)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** What git knows; undefined where there is no git. */
function fromGit(): string[] | undefined {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout.split('\0') : undefined;
}

/** What lies in the folder: for an unpacked archive, or a machine without git. */
function fromFolder(): string[] {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean);
  const isIgnored = (name: string): boolean =>
    ignored.some((line) => (line.startsWith('*') ? name.endsWith(line.slice(1)) : name === line.replace(/\/$/, '')));
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter(({ name }) => name !== '.git' && !isIgnored(name))
      .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]));
  return walk('');
}
