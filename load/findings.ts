import type { Latency } from './percentile.ts';

/** One measured load: a line of the table of figures. */
export interface Figure {
  readonly scenario: string;
  readonly load: string;
  readonly perSecond: number;
  /** Of B1 as it was just before and just after; undefined where the two do not compare. */
  readonly toBaseline?: number;
  readonly latency?: Latency;
  readonly others?: Readonly<Record<string, number>>;
}

/** A goal beside what was reached. */
export interface Verdict {
  readonly goal: string;
  readonly wanted: string;
  readonly reached: string;
  readonly met: boolean;
}

/** What each program spent on one transfer or one read. */
export interface Costs {
  readonly load: string;
  readonly microsecondsEach: Readonly<Record<string, number>>;
}

/** What each program takes while nothing happens. */
export interface Idle {
  readonly seconds: number;
  readonly percent: Readonly<Record<string, number>>;
  readonly megabytes: Readonly<Record<string, number>>;
}

/** Everything that a run has shown so far. */
export class Findings {
  readonly figures: Figure[] = [];
  readonly verdicts: Verdict[] = [];
  readonly books: { after: string; right: boolean; said: string }[] = [];
  /** What could not be measured, and why. */
  readonly gaps: string[] = [];
  readonly notes: string[] = [];
  broken = false;
  readonly costs: Costs[] = [];
  idle?: Idle;
  /** The best rate of single transfers, and at how many connections. */
  best = { perSecond: 0, connections: 64 };

  /** Takes over what another run has shown. */
  add({ figures, verdicts, books, gaps, notes, broken }: Findings): void {
    this.figures.push(...figures);
    this.verdicts.push(...verdicts);
    this.books.push(...books);
    this.gaps.push(...gaps);
    this.notes.push(...notes);
    this.broken ||= broken;
  }

  judge(goal: string, wanted: string, reached: string, met: boolean): void {
    this.verdicts.push({ goal, wanted, reached, met });
  }

  /** A scenario that broke or books that are wrong; a goal that is missed is a finding and no failure. */
  get failed(): boolean {
    return this.broken || this.books.some(({ right }) => !right);
  }
}
