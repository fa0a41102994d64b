// Finds the programs of the system that the bank needs, and asks them for their version. Plain JavaScript: Node 20
// runs it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// Servers often live in folders that are not in an ordinary user's PATH.
const alsoIn = [
  ...['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/opt/openjdk/bin'],
  '/Applications/Google Chrome.app/Contents/MacOS',
];

/**
 * The full path of the first of these programs that exists.
 * @param {...string} names
 * @returns {string | undefined}
 */
export function find(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...alsoIn];
  if (process.env.JAVA_HOME) folders.unshift(join(process.env.JAVA_HOME, 'bin'));
  for (const name of names) {
    for (const folder of folders.filter(Boolean)) {
      const path = join(folder, name);
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The major version of a Java, 0 when it does not say. (macOS ships a `java` that only says that there is none.)
 * @param {string} path
 * @returns {number}
 */
export function javaVersion(path) {
  const { status, stdout, stderr } = spawnSync(path, ['-version'], { encoding: 'utf8' });
  if (status !== 0) return 0;
  const [, first = '0', second = '0'] = /version "(\d+)(?:\.(\d+))?/.exec(`${stderr}${stdout}`) ?? [];
  return first === '1' ? Number(second) : Number(first);
}

/** What the bank needs from the system: the program, how to know that it is there, and its package in each system. */
export const needs = [
  {
    what: 'Java 17 or newer',
    found: () => javaVersion(find('java') ?? '') >= 17,
    packages: { debian: 'default-jre-headless', fedora: 'java-latest-openjdk-headless', macos: 'openjdk' },
  },
  {
    what: 'Maven',
    found: () => find('mvn') !== undefined,
    packages: { debian: 'maven', fedora: 'maven', macos: 'maven' },
  },
  {
    what: 'redis-server',
    found: () => find('redis-server', 'valkey-server') !== undefined,
    packages: { debian: 'redis-server', fedora: 'valkey', macos: 'redis' },
  },
  {
    what: 'nginx',
    found: () => find('nginx') !== undefined,
    packages: { debian: 'nginx', fedora: 'nginx', macos: 'nginx' },
  },
];

/** The browser that the specs drive. @returns {string | undefined} */
export const chromium = () => find('chromium', 'chromium-browser', 'google-chrome-stable', 'Google Chrome');

/** What only `npm test` makes use of. Without it everything else is tested all the same. */
export const wishes = [
  {
    what: 'Chromium',
    found: () => chromium() !== undefined,
    packages: { debian: 'chromium', fedora: 'chromium', macos: '--cask google-chrome' },
  },
];
