import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { EndingService } from './ending.service.js';

/** What could not be told when it happened is told by this: within the second that everything else is dead in, too. */
const EVERY_MS = 500;

/** Looks now and then for ended sessions that the deny list has not heard of. */
@Injectable()
export class SessionTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly logger = new Logger('Session');

  constructor(private readonly ending: EndingService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running ??= this.look()), EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await this.ending.denyOverdue();
    } catch (error) {
      this.logger.debug(`ended sessions could not be denied, trying again: ${(error as Error).message}`);
    } finally {
      this.running = undefined;
    }
  }
}
