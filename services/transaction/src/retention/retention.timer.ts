import { Injectable } from '@nestjs/common';
import { Timer } from '@florin/platform/timer';
import { RetentionService } from './retention.service.js';

/** Looks every ten minutes for what may be forgotten. */
@Injectable()
export class RetentionTimer extends Timer {
  constructor(retention: RetentionService) {
    const work = (stop: AbortSignal): Promise<unknown> => retention.forget(new Date(), stop);
    super({ everyMs: 600_000, work, failed: 'what is old stays for now' });
  }
}
