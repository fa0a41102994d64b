import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** What is done now and then. */
export interface Chore {
  readonly everyMs: number;
  /** Is told to stop when the service does, and is waited for. */
  readonly work: (stop: AbortSignal) => Promise<unknown>;
  /** What is said when it fails. */
  readonly failed: string;
}

/**
 * Does a chore now and then while the service runs, one time after the other. One that fails is done the next time, and
 * warned of when it begins to fail: what fails twice a second is not to fill the log.
 */
export class Timer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private fails = false;
  private readonly over = new AbortController();
  private readonly logger = new Logger(this.constructor.name);

  constructor(private readonly chore: Chore) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running ??= this.look()), this.chore.everyMs);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.over.abort();
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await this.chore.work(this.over.signal);
      this.fails = false;
    } catch (error) {
      if (!this.fails) this.logger.warn(`${this.chore.failed}, trying again: ${(error as Error).message}`);
      this.fails = true;
    } finally {
      this.running = undefined;
    }
  }
}
