import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { KeyService } from './key.service.js';
import { LOOK_EVERY_S } from './rotation.js';


/** Looks now and then whether the keys changed, and does what is due about them. */
@Injectable()
export class KeyTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly logger = new Logger('Key');

  constructor(private readonly keys: KeyService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running ??= this.look()), LOOK_EVERY_S * 1000);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await this.keys.refresh(new Date());
    } catch (error) {
      this.logger.warn(`the keys could not be looked at, trying again: ${(error as Error).message}`);
    } finally {
      this.running = undefined;
    }
  }
}
