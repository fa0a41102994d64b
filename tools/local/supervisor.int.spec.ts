import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf, isAlive } from './identity.ts';
import { Place } from './place.ts';
import { Supervisor } from './supervisor.ts';
import { until } from './wait.ts';

const node = process.execPath;
const stays = 'setInterval(() => {}, 1000)';
const deaf = `process.on('SIGTERM', () => {}); require('node:fs').writeFileSync('deaf', ''); ${stays}`;

let folder: string;
let told: string[];
let supervisor: Supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'florin-supervisor-'));
  told = [];
  supervisor = new Supervisor(new Place(folder), (line) => told.push(line), () => {});
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true });
});

const program = (code: string, ready = true) => ({
  name: 'one',
  command: node,
  args: ['-e', code],
  ready: () => Promise.resolve(ready),
  readyWithinS: 10,
  stop: { signal: 'SIGTERM' as const, withinS: 0.2 },
});

describe('the supervisor', () => {
  it('starts a crashed program again, and says so', async () => {
    const child = await supervisor.keep('service', program(stays));
    const first = child.identity!;
    child.kill('SIGKILL');
    expect(await until(() => Promise.resolve(told.some((line) => line.startsWith('one is back'))), 10)).toBe(true);
    expect(told[0]).toBe('one ended by SIGKILL; starting it again in 0.5 s');
    expect(isAlive(first)).toBe(false);
    expect(isAlive(child.identity!)).toBe(true);
  });

  it('lets a program step back for the others', async () => {
    const child = await supervisor.keep('service', { ...program(stays), stepsBack: 5 });
    expect(getPriority(child.pid)).toBe(getPriority() + 5);
  });

  it('stops what it started, also what does not listen, and nothing else', async () => {
    const isDeaf = (): Promise<boolean> => Promise.resolve(existsSync(join(folder, 'deaf')));
    const child = await supervisor.keep('service', { ...program(deaf), cwd: folder, ready: isDeaf });
    const running = child.identity!;
    await supervisor.stop();
    expect(isAlive(running)).toBe(false);
    expect(isAlive(identityOf(process.pid)!)).toBe(true);
    expect(told).toEqual([]);
  });

  it('says in one line why a program did not start', async () => {
    const broken = program(`console.error('one cannot go on: PORT is not set'); process.exit(1)`, false);
    await expect(supervisor.keep('service', broken)).rejects.toThrow(
      /^one did not start: one cannot go on: PORT is not set\. Its log: .+one\.log$/,
    );
  });

  it('ends a task that takes too long, and one that runs when everything stops', async () => {
    const task = { name: 'long', command: node, args: ['-e', stays] };
    await expect(supervisor.run({ ...task, withinS: 0.3 })).rejects.toThrow('it did not end within 0.3 s');
    const cut = expect(supervisor.run(task)).rejects.toThrow('it was stopped');
    await supervisor.stop();
    await cut;
  });

  it('starts nothing any more once it was stopped', async () => {
    await supervisor.stop();
    await expect(supervisor.keep('service', program(stays))).rejects.toThrow('Stopped before everything was started.');
  });
});
