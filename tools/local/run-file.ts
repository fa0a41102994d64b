import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Failure } from './failure.ts';
import { end, endGroup, identityOf, isAlive, type Identity } from './identity.ts';
import type { Place } from './place.ts';
import type { Ports } from './ports.ts';
import { stopOrder, type Running } from './supervisor.ts';

/** What run.json says: who runs the bank, on which ports, and every program that was started for it. */
export interface RunNote {
  runner: Identity;
  ports: Ports;
  url: string;
  ready: boolean;
  programs: Record<string, Running>;
}

/** The note about what runs on one place; it also keeps a second runner away. */
export class RunFile {
  private readonly path: string;
  private note?: RunNote;

  constructor(place: Place) {
    this.path = place.path('run.json');
  }

  read(): RunNote | undefined {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as RunNote;
    } catch {
      return undefined;
    }
  }

  /** The note, if the runner that wrote it is alive. */
  alive(): RunNote | undefined {
    const note = this.read();
    return note && isAlive(note.runner) ? note : undefined;
  }

  /** Takes the place for this process, or says who has it. What a killed runner left behind is stopped first. */
  async claim(ports: Ports, url: string, tell: (line: string) => void): Promise<void> {
    const other = this.alive();
    if (other) throw new Failure(alreadyRuns(other));
    await this.stopLeftovers(tell);
    const runner = identityOf(process.pid) ?? { pid: process.pid, bornAt: '' };
    this.note = { runner, ports, url, ready: false, programs: {} };
    try {
      writeFileSync(this.path, JSON.stringify(this.note), { flag: 'wx', mode: 0o600 });
    } catch {
      throw new Failure('Another `npm start` has just begun here: wait for it, or give this one its own STATE_DIR.');
    }
  }

  change(part: Partial<RunNote>): void {
    if (!this.note) return;
    this.note = { ...this.note, ...part };
    writeFileSync(`${this.path}.new`, `${JSON.stringify(this.note, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }

  release(): void {
    if (this.note) rmSync(this.path, { force: true });
    this.note = undefined;
  }

  /** Ends what still runs of a runner that is gone: only processes that are the very same that it started. */
  async stopLeftovers(tell: (line: string) => void): Promise<boolean> {
    const note = this.read();
    const left = Object.entries(note?.programs ?? {}).filter(([, program]) => isAlive(program));
    if (left.length > 0) tell(`stopping what an earlier run left behind: ${left.map(([name]) => name).join(', ')}`);
    for (const kind of stopOrder) {
      const group = left.filter(([, program]) => program.kind === kind);
      await Promise.all(group.map(async ([, program]) => {
        await end(program, program.signal, 30);
        endGroup(program);
      }));
    }
    rmSync(this.path, { force: true });
    return left.length > 0;
  }
}

export function alreadyRuns(note: RunNote): string {
  const how = note.ready ? `is already running: ${note.url}` : 'is just being started';
  const second = 'STATE_DIR, PORT_BASE and GATEWAY_PORT make a second one';
  return `This bank ${how} (process ${note.runner.pid}). \`npm stop\` ends it; ${second}.`;
}
