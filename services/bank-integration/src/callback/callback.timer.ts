import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CallbackService } from './callback.service.js';

const EVERY_MS = 2_000;

/** Hears callbacks that a crash or a fault of the database has left unheard. */
@Injectable()
export class CallbackTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly logger = new Logger('CallbackTimer');

  constructor(private readonly callbacks: CallbackService) {}

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
      await this.callbacks.hear();
    } catch (error) {
      this.logger.warn(`callbacks could not be heard: ${(error as Error).message}`);
    }
  }
}
