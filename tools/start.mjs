// The first step of `npm start`: runs on Node 20 with nothing installed, looks for what is missing, installs what it
// may, and hands over to tools/local/main.ts on the Node that is pinned in package.json.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, mayInstall } from './local/debian.mjs';
import { needs, wishes } from './local/programs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const startedAt = Date.now();
// These only speak to what is already there.
const light = new Set(['stop', 'reset', 'admin', 'keys', 'card-keys', 'history', 'books', 'letters', 'help']);

function say(/** @type {string} */ line) {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}`);
}

/** @param {string} line @returns {never} */
function fail(line) {
  console.error(line);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old: install Node 20.19 or newer (https://nodejs.org).`);
}

async function findPrograms() {
  const missing = needs.filter((need) => !need.found());
  if (missing.length === 0) return;
  const names = missing.map((need) => need.what).join(', ');
  if (!mayInstall()) fail(advice(names, missing));
  await installAll(names, missing).catch((error) => fail(`${error.message}\n${advice(names, missing)}`));
  const still = missing.filter((need) => !need.found());
  if (still.length > 0) fail(advice(still.map((need) => need.what).join(', '), still));
  say('installed');
}

/** What some specs want: it is installed where that may be done, and else the tests go on without it. */
async function findWishes() {
  const missing = wishes.filter((wish) => !wish.found());
  if (missing.length === 0) return;
  const names = missing.map((wish) => wish.what).join(', ');
  if (mayInstall()) await installAll(names, missing).catch((error) => say(error.message));
  if (missing.some((wish) => !wish.found())) say(`${advice(names, missing)}\nThe tests go on without.`);
}

/** Whether a stage of `npm test` is to run: all are where none is named. */
function isChosen(/** @type {string} */ stage) {
  const named = args.slice(args.indexOf('test') + 1);
  return named.length === 0 || named.includes(stage);
}

/** @param {string} names @param {typeof needs} missing */
async function installAll(names, missing) {
  say(`installing ${names} with apt-get`);
  const show = everySecond((line) => say(`  ${line}`));
  await install(missing.map((need) => need.packages.debian), show);
}

/** @param {string} names @param {typeof needs} missing */
function advice(names, missing) {
  /** @param {'debian' | 'fedora' | 'macos'} system */
  const packages = (system) => missing.map((need) => need.packages[system]).join(' ');
  return [
    `Missing: ${names}. Install it and run this again:`,
    `  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install ${packages('debian')}`,
    `  Fedora:          sudo dnf install ${packages('fedora')}`,
    `  macOS:           brew install ${packages('macos')}`,
  ].join('\n');
}

/** @param {(line: string) => void} show */
function everySecond(show) {
  let last = 0;
  return (/** @type {string} */ line) => {
    if (Date.now() - last < 1000) return;
    last = Date.now();
    show(line);
  };
}

/** Whether node_modules is what package-lock.json asks for, judged by npm's own note of what it installed. */
function isInstalled() {
  const note = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(note)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(note, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const ours = !path.includes('node_modules/');
    const mayLack = entry.optional || entry.devOptional || entry.peer || entry.extraneous;
    return ours || mayLack || there[path]?.version === entry.version;
  });
}

async function installPackages() {
  if (isInstalled()) return;
  say('installing the npm packages with npm ci (about 800 MB; a minute or two)');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const waiting = setInterval(() => say('  still installing'), 10_000);
  const code = await run('npm', ['ci', ...quiet], { cwd: root });
  clearInterval(waiting);
  if (code !== 0) fail('npm ci failed: its own lines above say why. Mend that and run this again.');
  say('npm packages installed');
}

/** The pinned Node, or this one when it is new enough (the pinned one is not published for every platform). */
function pinnedNode() {
  const pinned = join(root, 'node_modules/node/bin/node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail('The pinned Node 24 is not in node_modules: remove that folder and run this again, or use Node 24.');
}

/** @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} options */
function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, pass);
    child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

const args = process.argv.slice(2);
const command = args.find((arg) => !arg.startsWith('-')) ?? 'start';
checkNode();
if (!light.has(command)) await findPrograms();
if (command === 'test' && isChosen('browser')) await findWishes();
await installPackages();
const node = pinnedNode();
// The programs that tools start by name (node, tsc, jest, nx) must be the pinned ones too.
const PATH = `${dirname(node)}:${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`;
// Over the channel ('ipc') the bank notices when this process is killed, and stops.
process.exit(await run(node, ['--no-warnings', join(root, 'tools/local/main.ts'), ...args], {
  env: { ...process.env, PATH },
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
}));
