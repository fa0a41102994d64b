import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './answer-reader.ts';
import { latencyOf, median, type Latency } from './percentile.ts';
import { Schedule } from './schedule.ts';

/** Sends one request and gives back its answer. */
export type Send = () => Promise<Answer>;
/** How many units of work an answer stands for: 1 for a transfer that is completed, 0 for anything else. */
export type Worth = (answer: Answer) => number;

/** What a run showed. */
export interface Outcome {
  /** Units of work per second that were done within the window. */
  readonly perSecond: number;
  readonly done: number;
  /** Of the requests that did their work, in milliseconds. */
  readonly latency: Latency;
  /** Answers that did not do the work, by status and code, and failed connections. */
  readonly others: Readonly<Record<string, number>>;
  /** Requests that were sent, and those that did their work, be it after the window. */
  readonly sent: number;
  readonly answered: number;
}

const isCompleted = /"status":"completed"/;

export const completed: Worth = ({ status, text }) => (status === 201 && isCompleted.test(text) ? 1 : 0);
export const read: Worth = ({ status }) => (status === 200 ? 1 : 0);

/** Collects what becomes of the requests of one window. */
class Tally {
  readonly samples: number[] = [];
  readonly others: Record<string, number> = {};
  done = 0;
  sent = 0;
  private readonly worth: Worth;
  private readonly from: number;
  private readonly until: number;

  constructor(worth: Worth, from: number, until: number) {
    this.worth = worth;
    this.from = from;
    this.until = until;
  }

  async follow(send: Send, since: number): Promise<void> {
    try {
      this.count(await send(), since);
    } catch (error) {
      this.other(`connection failed: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
    }
  }

  outcome(seconds: number): Outcome {
    const { done, sent, samples, others } = this;
    return { perSecond: done / seconds, done, sent, answered: samples.length, latency: latencyOf(samples), others };
  }

  private count(answer: Answer, since: number): void {
    const now = performance.now();
    const worth = this.worth(answer);
    if (worth === 0) return this.other(`${answer.status} ${/"code":"(\w+)"/.exec(answer.text)?.[1] ?? ''}`.trim());
    // A request due before the window belongs to the warming up.
    if (since < this.from) return;
    this.samples.push(now - since);
    if (now <= this.until) this.done += worth;
  }

  private other(what: string): void {
    this.others[what] = (this.others[what] ?? 0) + 1;
  }
}

/** The closed model, for maxima: each of so many workers sends its next request when its last one is answered. */
export async function closed(workers: number, seconds: number, send: Send, worth: Worth): Promise<Outcome> {
  const from = performance.now();
  const until = from + seconds * 1_000;
  const tally = new Tally(worth, from, until);
  const worker = async (): Promise<void> => {
    for (let since = performance.now(); since < until; since = performance.now()) {
      tally.sent++;
      await tally.follow(send, since);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return tally.outcome(seconds);
}

/** The open model: a fixed rate of arrivals, whatever the bank does; latency counts from when a request was due. */
export async function open(perSecond: number, seconds: number, send: Send, worth: Worth): Promise<Outcome> {
  const schedule = new Schedule(perSecond, seconds);
  const from = performance.now();
  const tally = new Tally(worth, from, from + seconds * 1_000);
  const all: Promise<void>[] = [];
  while (tally.sent < schedule.count) {
    const due = schedule.dueBy(performance.now() - from);
    for (; tally.sent < due; tally.sent++) all.push(tally.follow(send, from + schedule.dueAt(tally.sent)));
    await pause(1);
  }
  await Promise.all(all);
  return tally.outcome(seconds);
}

/** The medians of several runs of one load. */
export function middleOf(outcomes: readonly Outcome[]): Outcome {
  const of = (pick: (outcome: Outcome) => number): number => median(outcomes.map(pick));
  const others: Record<string, number> = {};
  for (const outcome of outcomes) {
    for (const [what, count] of Object.entries(outcome.others)) others[what] = (others[what] ?? 0) + count;
  }
  const latency: Latency = {
    p50: of((outcome) => outcome.latency.p50),
    p95: of((outcome) => outcome.latency.p95),
    p99: of((outcome) => outcome.latency.p99),
    worst: of((outcome) => outcome.latency.worst),
  };
  return { ...outcomes[0]!, perSecond: of((outcome) => outcome.perSecond), latency, others };
}
