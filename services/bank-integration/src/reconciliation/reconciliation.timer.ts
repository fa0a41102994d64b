import { Timer } from '@florin/platform/timer';
import { Injectable } from '@nestjs/common';
import { ReconciliationService } from './reconciliation.service.js';

/** Sees to it that every day is compared; a bank that is away is asked again later. */
@Injectable()
export class ReconciliationTimer extends Timer {
  constructor(reconciliations: ReconciliationService) {
    const work = (): Promise<unknown> => reconciliations.compareYesterday(new Date());
    super({ everyMs: 15 * 60_000, work, failed: 'yesterday could not be compared' });
  }
}
