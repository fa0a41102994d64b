import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SubmissionService } from './submission.service.js';

const EVERY_MS = 2_000;

/** Looks now and then for payments that are due again: new ones are taken up as they come. */
@Injectable()
export class PaymentTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly logger = new Logger('PaymentTimer');

  constructor(private readonly submissions: SubmissionService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.submissions.settle();
  }

  private async look(): Promise<void> {
    try {
      await this.submissions.submit();
    } catch (error) {
      this.logger.warn(`payments could not be submitted: ${(error as Error).message}`);
    }
  }
}
