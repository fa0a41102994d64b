import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RetentionService } from './retention.service.js';

const EVERY_MS = 3_600_000;

/** Looks every hour for what may be forgotten. */
@Injectable()
export class RetentionTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly logger = new Logger('RetentionTimer');

  constructor(private readonly retention: RetentionService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void (this.running = this.look()), EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await this.retention.forget(new Date());
    } catch (error) {
      this.logger.warn(`nothing could be forgotten: ${(error as Error).message}`);
    }
  }
}
