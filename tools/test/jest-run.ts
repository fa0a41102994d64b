import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from '../local/failure.ts';
import { root, type Place } from '../local/place.ts';
import { atMostEvery, type Tell } from '../local/progress.ts';
import type { Supervisor } from '../local/supervisor.ts';
import { broken, type Outcome } from './tally.ts';

/** One run of Jest. */
export interface JestRun {
  name: string;
  args: string[];
  env?: Record<string, string>;
  withinS: number;
}

/** The part of Jest's report that is read here. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numTotalTests: number;
  testResults: TestFile[];
}

interface TestFile {
  name: string;
  status: string;
  message: string;
  assertionResults: Assertion[];
}

interface Assertion {
  status: string;
  fullName: string;
  failureMessages: string[];
}

/** Runs Jest and counts its tests. */
export async function jest(run: JestRun, supervisor: Supervisor, place: Place, tell: Tell): Promise<Outcome> {
  const path = place.path('logs', `${run.name}.json`);
  rmSync(path, { force: true });
  const program = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules', 'jest', 'bin', 'jest.js')];
  // kafkajs now and then keeps a connection that nobody has any more, for which Jest would wait ten minutes.
  const args = [...program, ...run.args, '--json', `--outputFile=${path}`, '--ci', '--forceExit'];
  let files = 0;
  const show = atMostEvery(5, tell);
  const hear = (line: string): void => {
    if (line.startsWith('FAIL ')) tell(line);
    if (/^(PASS|FAIL) /.test(line)) show(`${(files += 1)} files`);
  };
  const task = { name: run.name, command: process.execPath, args, cwd: root, env: run.env, withinS: run.withinS, hear };
  const failure = await supervisor.run(task).then(() => undefined, asFailure);
  if (!existsSync(path)) return broken(failure?.message ?? `${run.name} left no report`);
  const outcome = outcomeOf(JSON.parse(readFileSync(path, 'utf8')) as Report);
  // Jest may fail without a failing test: when the time was up, say.
  return failure && outcome.failed === 0 ? { ...outcome, failed: 1, faults: [failure.message] } : outcome;
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

function outcomeOf(report: Report): Outcome {
  if (report.testResults.length === 0) return broken('there is not one test');
  const failed = report.testResults.filter((file) => file.status === 'failed');
  const faults = failed.flatMap((file) => {
    const path = relative(root, file.name);
    const failing = failingIn(file);
    if (failing.length === 0) return [`${path}: ${head(file.message)}`];
    return failing.map((test) => `${path} › ${test.fullName}\n${head(test.failureMessages[0] ?? '')}`);
  });
  // A file that does not even load has no failing test, and is one failure.
  const unloaded = failed.filter((file) => failingIn(file).length === 0);
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length, faults };
}

const failingIn = (file: TestFile): Assertion[] => file.assertionResults.filter((test) => test.status === 'failed');

const head = (message: string): string => message.split('\n').slice(0, 12).map((line) => `      ${line}`).join('\n');
