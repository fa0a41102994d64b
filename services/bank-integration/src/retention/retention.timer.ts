import { Timer } from '@florin/platform/timer';
import { Injectable } from '@nestjs/common';
import { RetentionService } from './retention.service.js';

/** Looks every hour for what may be forgotten. */
@Injectable()
export class RetentionTimer extends Timer {
  constructor(retention: RetentionService) {
    super({ everyMs: 3_600_000, work: () => retention.forget(new Date()), failed: 'nothing could be forgotten' });
  }
}
