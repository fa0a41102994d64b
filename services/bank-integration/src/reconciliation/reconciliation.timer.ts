import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ReconciliationService } from './reconciliation.service.js';

const EVERY_MS = 15 * 60_000;

/** Sees to it that every day is compared; a bank that is away is asked again later. */
@Injectable()
export class ReconciliationTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly logger = new Logger('ReconciliationTimer');

  constructor(private readonly reconciliations: ReconciliationService) {}

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
      await this.reconciliations.compareYesterday(new Date());
    } catch (error) {
      this.logger.warn(`yesterday could not be compared: ${(error as Error).message}`);
    }
  }
}
