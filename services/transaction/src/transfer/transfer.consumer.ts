import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { TransferService } from './transfer.service.js';

type Answers = Heard<'account.transfer-posted.v1'> | Heard<'account.transfer-declined.v1'>;

/** Hears what the account service has decided. */
@Controller()
export class TransferConsumer {
  constructor(private readonly transfers: TransferService) {}

  @BatchPattern('account.transfer-posted.v1', 'account.transfer-declined.v1')
  hear(messages: Answers[]): Promise<void> {
    return this.transfers.hear(messages);
  }
}
