import { DomainError } from '@florin/kernel';

interface Waiting<T, R> {
  readonly item: T;
  readonly since: number;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

export interface LaneOptions {
  /** Items of one batch, at the most. */
  readonly most: number;
  /** Batches in flight at once; one keeps the order of arrival. */
  readonly slots?: number;
  /** Items that may wait before new ones are refused as `overloaded`. Unbounded when absent. */
  readonly waitingMost?: number;
  /**
   * Age, in milliseconds, that an item or the batch in flight may reach: past it whatever still waits for its batch is
   * refused as `overloaded`, and so is what comes next.
   */
  readonly ageMostMs?: number;
  readonly gather?: Gathering;
}

/** When it is better to wait for company than to begin a small batch. */
export interface Gathering {
  /** How many items are worth a batch just now. When this falls, tell the lane to {@link Lane.look}. */
  readonly worth: () => number;
  /** Fewer wait for others no longer than this, in milliseconds. */
  readonly mostMs: number;
}

/**
 * Group commit: what arrives while a batch is in flight is the next batch. A lone item never waits, unless its lane
 * gathers and says that more of them are worth a batch.
 */
export class Lane<T, R> {
  private queue: Waiting<T, R>[] = [];
  /** When each batch in flight began. */
  private readonly flights = new Set<{ readonly since: number }>();
  private scheduled = false;
  private guard: NodeJS.Timeout | undefined;
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly run: (items: T[]) => Promise<R[]>,
    private readonly options: LaneOptions,
  ) {}

  /** Items that wait for their batch. */
  get depth(): number {
    return this.queue.length;
  }

  /** How long the first item in the queue has waited or the first batch has been in flight, in milliseconds. */
  get oldestMs(): number {
    const [flight] = this.flights;
    const since = Math.min(this.queue[0]?.since ?? Infinity, flight?.since ?? Infinity);
    return since === Infinity ? 0 : performance.now() - since;
  }

  /** Gives the item's own result. Fails with: overloaded, and with whatever its batch failed with. */
  add(item: T): Promise<R> {
    const { waitingMost = Infinity, ageMostMs = Infinity } = this.options;
    if (this.queue.length >= waitingMost || this.oldestMs > ageMostMs) {
      return Promise.reject(busy());
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ item, since: performance.now(), resolve, reject });
      if (ageMostMs !== Infinity) this.guard ??= setTimeout(() => this.refuseOld(ageMostMs), ageMostMs).unref();
      this.look();
    });
  }

  /** What has waited for too long is refused: it is in no batch, so nothing of it has happened. */
  private refuseOld(ageMostMs: number): void {
    const now = performance.now();
    const young = this.queue.findIndex(({ since }) => now - since < ageMostMs);
    for (const { reject } of this.queue.splice(0, young === -1 ? this.queue.length : young)) reject(busy());
    const [next] = this.queue;
    const again = (): void => this.refuseOld(ageMostMs);
    this.guard = next && setTimeout(again, Math.max(1, next.since + ageMostMs - now)).unref();
  }

  /** Begins the next batch when there is one that is worth it. */
  look(): void {
    if (this.scheduled || this.queue.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.flights.size < (this.options.slots ?? 1) && this.isDue()) void this.flush();
    });
  }

  private isDue(): boolean {
    const [first] = this.queue;
    if (!first) return false;
    const { most, gather } = this.options;
    if (!gather || this.queue.length >= Math.min(most, gather.worth())) return true;
    const leftMs = first.since + gather.mostMs - performance.now();
    if (leftMs <= 0) return true;
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.look();
    }, leftMs).unref();
    return false;
  }

  private async flush(): Promise<void> {
    const batch = this.queue.splice(0, this.options.most);
    const flight = { since: performance.now() };
    this.flights.add(flight);
    try {
      const results = await this.run(batch.map((each) => each.item));
      batch.forEach((each, i) => each.resolve(results[i] as R));
    } catch (error) {
      for (const each of batch) each.reject(error);
    } finally {
      this.flights.delete(flight);
      this.look();
    }
  }
}

function busy(): DomainError {
  return new DomainError('overloaded', 'The bank is busy. Try again in a moment.', { retry_after: 1 });
}
