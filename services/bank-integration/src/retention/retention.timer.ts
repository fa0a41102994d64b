import { Timer } from '@florin/platform/timer';
import { Injectable } from '@nestjs/common';
import { RetentionService } from './retention.service.js';

/** Looks every hour for what may be forgotten. */
@Injectable()
export class RetentionTimer extends Timer {
  constructor(retention: RetentionService) {
    const work = (stop: AbortSignal): Promise<unknown> => retention.forget(new Date(), stop);
    super({ everyMs: 3_600_000, work, failed: 'nothing could be forgotten' });
  }
}
