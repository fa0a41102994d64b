import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CourseService } from './course.service.js';

const EVERY_MS = 5_000;

/** Looks now and then for transfers that nobody has answered. */
@Injectable()
export class TransferTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly logger = new Logger('TransferTimer');

  constructor(private readonly course: CourseService) {}

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
      const asked = await this.course.askAgain(new Date());
      if (asked > 0) this.logger.warn(`${asked} transfers had no answer and were asked for again`);
    } catch (error) {
      this.logger.warn(`could not ask again: ${(error as Error).message}`);
    } finally {
      this.running = undefined;
    }
  }
}
