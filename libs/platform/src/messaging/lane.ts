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
  /** Age of the oldest waiting item, in milliseconds, from which new ones are refused as `overloaded`. */
  readonly ageMostMs?: number;
}

/**
 * Group commit: what arrives while a batch is in flight is the next batch. There is no timer, so a lone item never
 * waits.
 */
export class Lane<T, R> {
  private queue: Waiting<T, R>[] = [];
  private inFlight = 0;
  private scheduled = false;

  constructor(
    private readonly run: (items: T[]) => Promise<R[]>,
    private readonly options: LaneOptions,
  ) {}

  /** Items that wait for their batch. */
  get depth(): number {
    return this.queue.length;
  }

  /** How long the first item in the queue has waited, in milliseconds. */
  get oldestMs(): number {
    const first = this.queue[0];
    return first ? performance.now() - first.since : 0;
  }

  /** Gives the item's own result. Fails with: overloaded, and with whatever its batch failed with. */
  add(item: T): Promise<R> {
    const { waitingMost = Infinity, ageMostMs = Infinity } = this.options;
    if (this.queue.length >= waitingMost || this.oldestMs > ageMostMs) {
      return Promise.reject(
        new DomainError('overloaded', 'The bank is busy. Try again in a moment.', { retry_after: 1 }),
      );
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ item, since: performance.now(), resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.inFlight < (this.options.slots ?? 1) && this.queue.length > 0) void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const batch = this.queue.splice(0, this.options.most);
    this.inFlight++;
    try {
      const results = await this.run(batch.map((each) => each.item));
      batch.forEach((each, i) => each.resolve(results[i] as R));
    } catch (error) {
      for (const each of batch) each.reject(error);
    } finally {
      this.inFlight--;
      this.schedule();
    }
  }
}
