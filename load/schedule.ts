/**
 * The open model: when each request of a run is due, at a fixed rate, whatever became of those before it. A latency
 * counts from that time and not from when the client got round to it, so that a bank that stalls cannot hide how long
 * everybody behind the stall waited (coordinated omission).
 */
export class Schedule {
  readonly count: number;
  private readonly intervalMs: number;

  constructor(perSecond: number, seconds: number) {
    this.count = Math.round(perSecond * seconds);
    this.intervalMs = 1_000 / perSecond;
  }

  /** When the request with this number is due, in milliseconds from the beginning. */
  dueAt(index: number): number {
    return index * this.intervalMs;
  }

  /** How many requests are due so many milliseconds from the beginning. */
  dueBy(elapsedMs: number): number {
    if (elapsedMs < 0) return 0;
    return Math.min(this.count, Math.floor(elapsedMs / this.intervalMs + 1e-9) + 1);
  }
}
