import { Child, type Program } from './child.ts';
import { Failure } from './failure.ts';
import type { Identity } from './identity.ts';
import type { Place } from './place.ts';
import type { Tell } from './progress.ts';
import { TaskRun, type Task } from './task.ts';

/** The order in which things are stopped: what serves first, what keeps the data last. */
export const stopOrder = ['service', 'gateway', 'kafka', 'redis', 'postgres'] as const;
export type Kind = (typeof stopOrder)[number];

/** What is known about a running program, for run.json. */
export interface Running extends Identity {
  kind: Kind;
  signal: NodeJS.Signals;
}

/** Is told what runs whenever that changes. */
type Changed = (running: Record<string, Running>) => void;

/** Starts programs, keeps them running, and stops exactly what it started. */
export class Supervisor {
  private readonly place: Place;
  private readonly tell: Tell;
  private readonly changed: Changed;
  private readonly children = new Map<string, { child: Child; kind: Kind }>();
  private readonly tasks = new Map<TaskRun, Promise<unknown>>();
  private closed = false;

  constructor(place: Place, tell: Tell, changed: Changed) {
    this.place = place;
    this.tell = tell;
    this.changed = changed;
  }

  /** Starts a program, waits until it is ready, and from then on starts it again whenever it crashes. */
  async keep(kind: Kind, program: Program): Promise<Child> {
    this.refuseWhenClosed();
    const child = new Child(program, this.place.log(program.name), this.tell, () => this.changed(this.running()));
    this.children.set(program.name, { child, kind });
    await child.start();
    return child;
  }

  /** Runs a task to its end and gives back what it said. */
  async run(task: Task): Promise<string> {
    this.refuseWhenClosed();
    const run = new TaskRun(task, this.place.log(task.name.replaceAll(' ', '-')));
    const done = run.done();
    this.tasks.set(run, done.catch(() => {}));
    try {
      return await done;
    } finally {
      this.tasks.delete(run);
    }
  }

  child(name: string): Child {
    const entry = this.children.get(name);
    if (!entry) throw new Error(`${name} was never started here`);
    return entry.child;
  }

  /** Whether nothing was started here. */
  get isIdle(): boolean {
    return this.children.size === 0 && this.tasks.size === 0;
  }

  /** Stops everything that was started here, in order, also what is only starting. */
  async stop(): Promise<void> {
    this.closed = true;
    for (const run of this.tasks.keys()) run.end('it was stopped');
    await Promise.all(this.tasks.values());
    for (const kind of stopOrder) {
      const group = [...this.children.values()].filter((entry) => entry.kind === kind);
      await Promise.all(group.map(({ child }) => child.stop()));
    }
  }

  private running(): Record<string, Running> {
    const entries = [...this.children].flatMap(([name, { child, kind }]) => {
      const signal = child.program.stop.signal;
      return child.identity ? [[name, { ...child.identity, kind, signal }] as const] : [];
    });
    return Object.fromEntries(entries);
  }

  private refuseWhenClosed(): void {
    if (this.closed) throw new Failure('Stopped before everything was started.');
  }
}
