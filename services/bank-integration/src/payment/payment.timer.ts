import { Timer } from '@florin/platform/timer';
import { Injectable } from '@nestjs/common';
import { SubmissionService } from './submission.service.js';

/** Looks now and then for payments that are due again: new ones are taken up as they come. */
@Injectable()
export class PaymentTimer extends Timer {
  constructor(private readonly submissions: SubmissionService) {
    super({ everyMs: 2_000, work: () => submissions.submit(), failed: 'payments could not be submitted' });
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    await this.submissions.settle();
  }
}
