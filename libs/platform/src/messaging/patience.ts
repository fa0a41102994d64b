import { isPassing } from '../database/index.js';

const WAIT_MOST_MS = 3_000;
/** A fault that is not the database's is our bug or the message's: tried this often when alone, then given up. */
const ATTEMPTS_ALONE = 3;

/** How faults of a batch are borne: a passing one is waited out, a row that is the fault is taken out of its batch. */
export class Patience {
  private ended = false;

  /** No more attempts: what is under way fails, and Kafka delivers it again to whoever comes next. */
  end(): void {
    this.ended = true;
  }

  /**
   * Does the work for all messages, or for each half of them when together they fail, and gives up the one that is
   * the fault.
   */
  async run<T>(
    messages: T[],
    work: (some: T[]) => Promise<void>,
    giveUp: (one: T, reason: string) => Promise<void>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(messages);
      } catch (error) {
        if (this.ended) throw error;
        const alone = messages.length === 1;
        if (isPassing(error) || (alone && attempt < ATTEMPTS_ALONE)) {
          await this.pause(attempt);
          continue;
        }
        if (alone) return giveUp(messages[0] as T, (error as Error).message);
        const middle = messages.length >> 1;
        await this.run(messages.slice(0, middle), work, giveUp);
        return this.run(messages.slice(middle), work, giveUp);
      }
    }
  }

  /** Does the work until it succeeds. */
  async insist(work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (this.ended) throw error;
        await this.pause(attempt);
      }
    }
  }

  private pause(attempt: number): Promise<void> {
    const most = Math.min(WAIT_MOST_MS, 25 * 2 ** Math.min(attempt, 10));
    return new Promise((resolve) => setTimeout(resolve, most * (0.5 + Math.random() / 2)));
  }
}
