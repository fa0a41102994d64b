import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { notedEnvironment, type ServiceName } from './environment.ts';
import { Failure } from './failure.ts';
import { Place, root } from './place.ts';
import { RunFile } from './run-file.ts';
import { mainOf } from './service.ts';

/** `npm run admin`, `keys` and `card-keys`: hands an operator's command to the service that knows it, as it runs. */
export async function operatorCommand(command: string, args: string[]): Promise<void> {
  const place = Place.of(process.env);
  if (!new RunFile(place).alive()) throw new Failure('The bank is not running: `npm start` first.');
  const { service, words } = handed(command, args);
  const noted = notedEnvironment(place.path('env', `${service}.env`)) ?? {};
  await hand([mainOf(service), ...words], noted);
}

/** Which service an order is for, and how it says it there. */
function handed(command: string, args: string[]): { service: ServiceName; words: string[] } {
  if (command === 'history') return { service: 'transaction', words: [command, ...args.map(fromCaller)] };
  if (command === 'card-keys') return { service: 'account', words: ['keys', ...args] };
  return { service: 'auth', words: [command, ...args] };
}

/** npm changes into the folder of the repository; a path is meant from where the operator stands. */
function fromCaller(word: string): string {
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), word);
  return existsSync(path) ? path : word;
}

/** `npm run reconcile`: holds a day of our settlement account against the other bank's statement. */
export async function reconcileCommand(args: string[]): Promise<void> {
  const place = Place.of(process.env);
  if (!new RunFile(place).alive()) throw new Failure('The bank is not running: `npm start` first.');
  const noted = notedEnvironment(place.path('env', 'bank-integration.env')) ?? {};
  await hand([mainOf('bank-integration'), 'reconcile', ...args], noted);
}

/** `npm run books`: asks the books for their proof. */
export async function booksCommand(args: string[]): Promise<void> {
  const place = Place.of(process.env);
  const note = new RunFile(place).alive();
  if (!note) throw new Failure('The bank is not running: `npm start` first.');
  const books = join(root, 'tools', 'books.ts');
  await hand(['--no-warnings', books, ...args], { STATE_DIR: place.folder, GATEWAY_URL: note.url });
}

/** Runs a program of ours in the place of this one. */
async function hand(args: string[], env: Record<string, string>): Promise<never> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exit(code ?? 1);
}
