import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from './failure.ts';
import { end, endGroup, gone, identityOf, type Identity } from './identity.ts';
import { LogFile } from './log-file.ts';
import { stepBack } from './niceness.ts';
import type { Tell } from './progress.ts';
import { until } from './wait.ts';

/** A program that is to run as long as the bank does. */
export interface Program {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** By how many steps of `nice` it steps back for the other programs when all want the processor. */
  stepsBack?: number;
  ready(): Promise<boolean>;
  readyWithinS: number;
  /** How it is asked to end, and how long it may take. */
  stop: { signal: NodeJS.Signals; withinS: number };
}

const LONGEST_PAUSE_S = 30;
/** After so long without a crash the next restart is quick again. */
const CALM_S = 60;

/** One running program: started, waited for, started again when it crashes, stopped. */
export class Child {
  readonly program: Program;
  private readonly log: LogFile;
  private readonly tell: Tell;
  private readonly changed: () => void;
  private process?: ChildProcess;
  private known?: Identity;
  private stopping = false;
  private crashes = 0;
  private startedAt = 0;
  private pause?: NodeJS.Timeout;

  constructor(program: Program, logPath: string, tell: Tell, changed: () => void) {
    this.program = program;
    this.log = new LogFile(logPath);
    this.tell = tell;
    this.changed = changed;
  }

  get identity(): Identity | undefined {
    return this.known;
  }

  get pid(): number | undefined {
    return this.known?.pid;
  }

  /** Starts it and waits until it is ready; says in one line why it is not. */
  async start(): Promise<void> {
    const { name, readyWithinS } = this.program;
    const child = this.spawn();
    const over = new AbortController();
    child.once('exit', () => over.abort());
    const ready = await until(() => this.program.ready(), readyWithinS, over.signal);
    if (this.stopping) throw new Failure(`${name} was stopped while it started.`);
    if (ready && !over.signal.aborted) return this.watch(child);
    const said = this.log.reason();
    const why = over.signal.aborted ? said : `it was not ready within ${readyWithinS} s (${said})`;
    await this.stop();
    throw new Failure(`${name} did not start: ${why}. Its log: ${this.log.path}`);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.pause);
    if (this.known) {
      await end(this.known, this.program.stop.signal, this.program.stop.withinS);
      endGroup(this.known);
    }
    this.known = undefined;
    this.changed();
  }

  /** Sends it a signal: for tests that crash it, as often as they like, so that does not count as its own crash. */
  kill(signal: NodeJS.Signals): void {
    this.crashes = 0;
    if (this.known) process.kill(this.known.pid, signal);
  }

  /** Kills it and starts it again only after so long; done when it is ready. */
  async killFor(seconds: number): Promise<void> {
    this.stopping = true;
    const { known } = this;
    if (known) {
      process.kill(known.pid, 'SIGKILL');
      await gone(known, 10);
      endGroup(known);
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    this.stopping = false;
    await this.start();
  }

  /** Stops it and starts it again; done when it is ready. */
  async restart(): Promise<void> {
    await this.stop();
    this.stopping = false;
    await this.start();
  }

  private spawn(): ChildProcess {
    const { command, args, env, cwd, name, stepsBack } = this.program;
    const descriptor = this.log.open();
    // In a session of its own: a Ctrl-C in the terminal is for the runner, which stops everything in order.
    const stdio = ['ignore', descriptor, descriptor] as const;
    const child = spawn(command, args, { cwd, env: { ...surroundings(), ...env }, stdio: [...stdio], detached: true });
    this.log.close(descriptor);
    child.on('error', (error) => this.tell(`${name} could not be started: ${error.message}`));
    this.process = child;
    this.startedAt = Date.now();
    this.known = child.pid === undefined ? undefined : identityOf(child.pid);
    if (this.known && stepsBack) stepBack(this.known.pid, stepsBack);
    this.changed();
    return child;
  }

  private watch(child: ChildProcess): void {
    const crashed = (): void => {
      if (this.stopping || this.process !== child) return;
      const how = child.signalCode ? `by ${child.signalCode}` : `with code ${child.exitCode} (${this.log.reason()})`;
      this.startLater(how);
    };
    if (child.exitCode !== null || child.signalCode !== null) crashed();
    else void once(child, 'exit').then(crashed);
  }

  private startLater(how: string): void {
    if (Date.now() - this.startedAt > CALM_S * 1000) this.crashes = 0;
    const pauseS = Math.min(LONGEST_PAUSE_S, 0.5 * 2 ** this.crashes);
    this.crashes += 1;
    if (this.known) endGroup(this.known);
    this.known = undefined;
    this.changed();
    this.tell(`${this.program.name} ended ${how}; starting it again in ${pauseS} s`);
    this.pause = setTimeout(() => void this.startAgain(), pauseS * 1000);
  }

  private async startAgain(): Promise<void> {
    const begunAt = Date.now();
    const child = this.spawn();
    this.watch(child);
    const over = new AbortController();
    child.once('exit', () => over.abort());
    const ready = await until(() => this.program.ready(), this.program.readyWithinS, over.signal);
    if (over.signal.aborted) return;
    const { name } = this.program;
    if (ready) this.tell(`${name} is back after ${((Date.now() - begunAt) / 1000).toFixed(1)} s`);
    else this.tell(`${name} runs again but is not ready; its log: ${this.log.path}`);
  }
}

/** What a program may know of the environment in which the bank was started; everything else is given to it by name. */
function surroundings(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME'];
  const set = names.filter((name) => process.env[name] !== undefined);
  return Object.fromEntries(set.map((name) => [name, process.env[name] ?? '']));
}
