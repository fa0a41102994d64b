import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { Failure } from './failure.ts';
import { reasonOf } from './reason.ts';

/** A program that does one thing and ends. */
export interface Task {
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  /** The longest that it may take. */
  withinS?: number;
  hear?: (line: string) => void;
}

const KILL_AFTER_S = 5;

/** One run of a task: its end, and a way to end it early, with everything that it started. */
export class TaskRun {
  private readonly task: Task;
  private readonly logPath: string;
  private process?: ChildProcess;
  private endedBy?: string;

  constructor(task: Task, logPath: string) {
    this.task = task;
    this.logPath = logPath;
  }

  /** Runs it to its end and gives back what it said; fails with the line that says why. */
  async done(): Promise<string> {
    const { name, command, args, cwd, env, withinS } = this.task;
    const surroundings = { ...process.env, ...env };
    const child = spawn(command, args, { cwd, env: surroundings, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.process = child;
    let said = '';
    const hear = (chunk: Buffer): void => {
      const text = stripVTControlCharacters(String(chunk));
      said += text;
      appendFileSync(this.logPath, text);
      text.split('\n').filter(Boolean).forEach((line) => this.task.hear?.(line));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const limit = withinS && setTimeout(() => this.end(`it did not end within ${withinS} s`), withinS * 1000);
    const closed = once(child, 'close');
    const code = await closed.then(([status]) => status as number | null, (error: Error) => error.message);
    clearTimeout(limit || undefined);
    if (code === 0 && !this.endedBy) return said;
    const why = this.endedBy ?? (typeof code === 'string' ? code : reasonOf(said));
    throw new Failure(`${name} failed: ${why}. Its log: ${this.logPath}`);
  }

  /** Ends it, and its children (Maven and Jest have some): all of them are its group. */
  end(why: string): void {
    this.endedBy = why;
    const child = this.process;
    if (!child?.pid || child.exitCode !== null) return;
    signalGroup(child.pid, 'SIGTERM');
    const kill = setTimeout(() => signalGroup(child.pid!, 'SIGKILL'), KILL_AFTER_S * 1000);
    child.once('close', () => clearTimeout(kill));
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended by itself.
  }
}
