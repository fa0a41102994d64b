import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startBank } from '../local/bank.ts';
import { partsEnvironment, startParts } from '../local/parts.ts';
import { root } from '../local/place.ts';
import type { Tell } from '../local/progress.ts';
import { raisedLimits } from '../local/raised-limits.ts';
import type { Task } from '../local/task.ts';
import { scanLogs } from '../scan/logs.ts';
import { browser } from './browser.ts';
import { jest, type JestRun } from './jest-run.ts';
import { lint } from './lint.ts';
import { compose, gatewayFiles, kustomize } from './manifests.ts';
import { broken, held, type Outcome } from './tally.ts';
import { bankEnvironment, type TestRun } from './test-run.ts';

/** One stage of `npm test`. */
export interface Stage {
  name: string;
  /** The stages without which this one says nothing. */
  needs?: string[];
  withinS: number;
  /** Undefined when this machine lacks the program for it: then it is not counted. */
  run(run: TestRun, tell: Tell): Promise<Outcome | undefined>;
}

const TORTURE_ROUNDS = 10;
const INTEGRATION = String.raw`\.int\.spec\.ts$`;
const ACCOUNT = 'services/account/';

export const stages: Stage[] = [
  { name: 'build', withinS: 240, run: compile },
  { name: 'lint', withinS: 240, run: lint },
  { name: 'unit', withinS: 480, run: unit },
  { name: 'gateway files', withinS: 60, run: gatewayFiles },
  { name: 'kubernetes', withinS: 120, run: kustomize },
  { name: 'compose', withinS: 60, run: compose },
  { name: 'parts', withinS: 300, run: parts },
  { name: 'integration', needs: ['parts'], withinS: 900, run: integration },
  { name: 'integration of account', needs: ['parts'], withinS: 600, run: accountIntegration },
  { name: 'generated files', needs: ['build', 'parts'], withinS: 120, run: generated },
  { name: 'bank', needs: ['build'], withinS: 120, run: bank },
  { name: 'end to end', needs: ['bank'], withinS: 900, run: endToEnd },
  { name: 'browser', needs: ['bank'], withinS: 420, run: browser },
  { name: 'books', needs: ['bank'], withinS: 120, run: books },
  { name: 'torture', needs: ['build'], withinS: 900, run: torture },
  { name: 'logs', needs: ['bank'], withinS: 120, run: logs },
];

async function holds(run: TestRun, task: Task): Promise<Outcome> {
  await run.supervisor.run({ cwd: root, ...task });
  return held;
}

async function compile(run: TestRun): Promise<Outcome> {
  const command = join(root, 'node_modules', '.bin', 'tsc');
  await holds(run, { name: 'build', command, args: ['-b'] });
  await holds(run, { name: 'load', command, args: ['-p', 'load'] });
  return holds(run, { name: 'tools', command, args: ['-p', 'tools'] });
}

function unit(run: TestRun, tell: Tell): Promise<Outcome> {
  const args = ['--maxWorkers=2', '--testPathIgnorePatterns', INTEGRATION, '/node_modules/'];
  return jest({ name: 'unit', args, withinS: 470 }, run.supervisor, run.place, tell);
}

async function parts(run: TestRun): Promise<Outcome> {
  await startParts(run.alone);
  return held;
}

function integration(run: TestRun, tell: Tell): Promise<Outcome> {
  const args = ['--testPathPatterns', INTEGRATION, '--testPathIgnorePatterns', ACCOUNT, '/node_modules/'];
  return onParts(run, tell, { name: 'integration', args, withinS: 890 });
}

/**
 * Apart from the others: the real account service answers every command on the one topic, also those that the specs of
 * transaction answer themselves or leave unanswered.
 */
function accountIntegration(run: TestRun, tell: Tell): Promise<Outcome> {
  const args = ['--testPathPatterns', `${ACCOUNT}.*${INTEGRATION}`];
  return onParts(run, tell, { name: 'integration-of-account', args, withinS: 590 });
}

function onParts(run: TestRun, tell: Tell, what: JestRun): Promise<Outcome> {
  const args = ['--maxWorkers=2', ...what.args];
  const env = partsEnvironment(run.ports, run.secrets);
  return jest({ ...what, args, env }, run.supervisor, run.place, tell);
}

function generated(run: TestRun): Promise<Outcome> {
  const args = ['--no-warnings', join(root, 'tools', 'generate.ts'), '--check'];
  const env = partsEnvironment(run.ports, run.secrets);
  return holds(run, { name: 'generated', command: process.execPath, args, env });
}

async function bank(run: TestRun): Promise<Outcome> {
  await run.alone.supervisor.stop();
  await startBank(run, { overrides: raisedLimits, isBuilt: true });
  run.note.change({ ready: true });
  return held;
}

function endToEnd(run: TestRun, tell: Tell): Promise<Outcome> {
  const env = { ...bankEnvironment(run), ...partsEnvironment(run.ports, run.secrets) };
  const args = ['--config', join(root, 'e2e', 'jest.config.mjs')];
  return jest({ name: 'end-to-end', args, env, withinS: 890 }, run.supervisor, run.place, tell);
}

function books(run: TestRun): Promise<Outcome> {
  const args = ['--no-warnings', join(root, 'tools', 'books.ts')];
  return holds(run, { name: 'books', command: process.execPath, args, env: bankEnvironment(run) });
}

/** In a bank of its own, whose parts are all killed. */
function torture(run: TestRun): Promise<Outcome> {
  const args = ['--no-warnings', join(root, 'tools/local/main.ts'), 'torture', '--rounds', String(TORTURE_ROUNDS)];
  const env = { STATE_DIR: run.place.path('torture') };
  return holds(run, { name: 'torture', command: process.execPath, args, env });
}

/** What all the stages before have written, read for secrets. */
async function logs(run: TestRun, tell: Tell): Promise<Outcome> {
  const { files, lines, faults } = await scanLogs(run.place);
  tell(`${files} files, ${lines} lines`);
  if (lines === 0) return broken('there are no logs');
  return faults.length === 0 ? held : { passed: 0, failed: 1, faults: [...faults] };
}

/** The stages that there is something for. */
export const isThere = (stage: Stage): boolean => stage.name !== 'books' || existsSync(join(root, 'tools', 'books.ts'));
