import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startBank } from '../local/bank.ts';
import { partsEnvironment, startParts } from '../local/parts.ts';
import { root } from '../local/place.ts';
import { jest } from './jest-run.ts';
import { compose, gatewayFiles, kustomize } from './manifests.ts';
import { held, type Outcome } from './tally.ts';
import type { TestRun } from './test-run.ts';

/** One stage of `npm test`. */
export interface Stage {
  name: string;
  /** The stages without which this one says nothing. */
  needs?: string[];
  withinS: number;
  /** Undefined when this machine lacks the program for it: then it is not counted. */
  run(run: TestRun, tell: (line: string) => void): Promise<Outcome | undefined>;
}

const INTEGRATION = String.raw`\.int\.spec\.ts$`;

/** Far above what the specs send, so that no limit per address gets in their way. */
const raisedLimits = { API_RATE: '10000r/s', API_BURST: '10000', LOGIN_RATE: '10000r/s', LOGIN_BURST: '10000' };

export const stages: Stage[] = [
  { name: 'build', withinS: 240, run: compile },
  {
    name: 'lint',
    withinS: 240,
    run: (run) => program(run, 'lint', join(root, 'node_modules', '.bin', 'nx'), ['run-many', '-t', 'lint'], nxQuiet),
  },
  { name: 'unit', withinS: 240, run: (run, tell) => jest(unit, run.supervisor, run.place, tell) },
  { name: 'gateway files', withinS: 60, run: gatewayFiles },
  { name: 'kubernetes', withinS: 120, run: kustomize },
  { name: 'compose', withinS: 60, run: compose },
  { name: 'parts', withinS: 300, run: parts },
  { name: 'integration', needs: ['parts'], withinS: 300, run: integration },
  { name: 'generated files', needs: ['build', 'parts'], withinS: 120, run: generated },
  { name: 'bank', needs: ['build', 'parts'], withinS: 120, run: bank },
  { name: 'end to end', needs: ['bank'], withinS: 360, run: endToEnd },
  { name: 'books', needs: ['bank'], withinS: 120, run: books },
];

// Nx is to work by itself: no background process, no cloud, no screen of its own.
const nxQuiet = { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };

const unit = {
  name: 'unit',
  args: ['--maxWorkers=2', '--testPathIgnorePatterns', INTEGRATION, String.raw`/node_modules/`],
  withinS: 230,
};

async function program(run: TestRun, name: string, command: string, args: string[], env?: Record<string, string>): Promise<Outcome> {
  await run.supervisor.run({ name, command, args, cwd: root, env });
  return held;
}

async function compile(run: TestRun): Promise<Outcome> {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  await program(run, 'build', tsc, ['-b']);
  return program(run, 'tools', tsc, ['-p', 'tools']);
}

async function parts(run: TestRun): Promise<Outcome> {
  await startParts(run);
  return held;
}

async function integration(run: TestRun, tell: (line: string) => void): Promise<Outcome> {
  const args = ['--maxWorkers=2', '--testPathPatterns', INTEGRATION];
  const env = partsEnvironment(run.ports, run.secrets);
  return jest({ name: 'integration', args, env, withinS: 290 }, run.supervisor, run.place, tell);
}

async function generated(run: TestRun): Promise<Outcome> {
  const args = ['--no-warnings', join(root, 'tools', 'generate.ts'), '--check'];
  return program(run, 'generated', process.execPath, args, partsEnvironment(run.ports, run.secrets));
}

async function bank(run: TestRun): Promise<Outcome> {
  await startBank(run, { overrides: raisedLimits, partsRun: true, isBuilt: true });
  run.note.change({ ready: true });
  return held;
}

async function endToEnd(run: TestRun, tell: (line: string) => void): Promise<Outcome> {
  const env = { ...bankEnvironment(run), ...partsEnvironment(run.ports, run.secrets) };
  const args = ['--config', join(root, 'e2e', 'jest.config.mjs')];
  return jest({ name: 'end-to-end', args, env, withinS: 350 }, run.supervisor, run.place, tell);
}

async function books(run: TestRun): Promise<Outcome> {
  return program(run, 'books', process.execPath, ['--no-warnings', join(root, 'tools', 'books.ts')], bankEnvironment(run));
}

function bankEnvironment(run: TestRun): Record<string, string> {
  const GATEWAY_URL = `http://localhost:${run.ports.gateway}`;
  return { GATEWAY_URL, E2E_BANK: run.notePath, STATE_DIR: run.place.folder };
}

/** The stages that there is something for. */
export const isThere = (stage: Stage): boolean => stage.name !== 'books' || existsSync(join(root, 'tools', 'books.ts'));
