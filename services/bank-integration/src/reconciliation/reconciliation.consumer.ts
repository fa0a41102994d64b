import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { ReconciliationService } from './reconciliation.service.js';

/** Hears what was booked on our settlement account. */
@Controller()
export class ReconciliationConsumer {
  constructor(private readonly reconciliations: ReconciliationService) {}

  @BatchPattern('bank.note-booking.v1')
  note(messages: Heard<'bank.note-booking.v1'>[]): Promise<void> {
    return this.reconciliations.note(messages);
  }
}
