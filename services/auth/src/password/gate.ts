import { DomainError } from '@florin/kernel';

/** Lets few in at a time and keeps a short queue, so that logins cannot starve the rest of the service. */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly slots: number,
    private readonly waitingMost: number,
  ) {}

  /** Fails with: overloaded, when the queue is full; nothing was begun then. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.slots) this.inside += 1;
    else await this.queue();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.inside -= 1;
    }
  }

  private queue(): Promise<void> {
    if (this.waiting.length >= this.waitingMost) {
      throw new DomainError('overloaded', 'Too many logins at once. Try again in a second.', { retry_after: 1 });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
