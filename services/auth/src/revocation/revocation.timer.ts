import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RevocationService } from './revocation.service.js';

/** What an operator revokes is told by this: within the second that everything else is dead in, too. */
const EVERY_MS = 500;

/** Looks now and then for revocations that the deny list has not heard of. */
@Injectable()
export class RevocationTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly logger = new Logger('Revocation');

  constructor(private readonly revocations: RevocationService) {}

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
      await this.revocations.settleOverdue();
    } catch (error) {
      this.logger.debug(`revocations could not be told, trying again: ${(error as Error).message}`);
    } finally {
      this.running = undefined;
    }
  }
}
