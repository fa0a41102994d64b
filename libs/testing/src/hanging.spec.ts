import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { whileHanging } from './hanging.js';

let folder: string;
let parent: ChildProcess;
let beats: () => number;

/** Starts short-lived children without end, as a server does that has a process for each connection. */
const restless = 'while :; do (sleep 0.05; echo >> beats) & sleep 0; done';

/** How it and its children are just now: T stands still, Z has ended. */
function statesOf(pid: number): string[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'state=,pid=,ppid='], { encoding: 'utf8' });
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.filter(([, one, of]) => one === String(pid) || of === String(pid)).map(([state]) => state!);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'florin-hanging-'));
  parent = spawn('sh', ['-c', restless], { cwd: folder, stdio: 'ignore' });
  beats = () => readFileSync(join(folder, 'beats'), 'utf8').length;
  await eventually(() => expect(beats()).toBeGreaterThan(0));
});

afterEach(async () => {
  const gone = once(parent, 'exit');
  parent.kill('SIGKILL');
  await gone;
  rmSync(folder, { recursive: true });
});

describe('a process that is made to hang', () => {
  it('hangs with all that it has started, though these come and go, and goes on afterwards', async () => {
    for (let time = 0; time < 20; time += 1) {
      const before = await whileHanging(parent.pid!, () => {
        const states = statesOf(parent.pid!);
        expect(states.filter((state) => !/^[TZ]/.test(state))).toEqual([]);
        return Promise.resolve(beats());
      });
      await eventually(() => expect(beats()).toBeGreaterThan(before));
    }
  });

  it('goes on also when what was to be done meanwhile has failed', async () => {
    await expect(whileHanging(parent.pid!, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const before = beats();
    await eventually(() => expect(beats()).toBeGreaterThan(before));
  });

  it('is told of when it is not there', async () => {
    const ended = spawn('sleep', ['0']);
    await once(ended, 'exit');
    await expect(whileHanging(ended.pid!, () => Promise.resolve())).rejects.toThrow(`process ${ended.pid} is gone`);
  });
});
