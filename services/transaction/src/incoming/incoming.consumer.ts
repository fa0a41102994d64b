import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { IncomingService } from './incoming.service.js';

/** Hears of money that comes from other banks, and of accounts that can be paid. */
@Controller()
export class IncomingConsumer {
  constructor(private readonly incoming: IncomingService) {}

  @BatchPattern('account.opened.v1')
  learn(messages: Heard<'account.opened.v1'>[]): Promise<void> {
    return this.incoming.learn(messages);
  }

  @BatchPattern('bank.payment-received.v1')
  receive(messages: Heard<'bank.payment-received.v1'>[]): Promise<void> {
    return this.incoming.receive(messages);
  }
}
