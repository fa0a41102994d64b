import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { PaymentService } from './payment.service.js';
import { SubmissionService } from './submission.service.js';

/** Hears what is to be paid at other banks. It does not wait for them: an order is kept, and carried over beside. */
@Controller()
export class PaymentConsumer {
  constructor(
    private readonly payments: PaymentService,
    private readonly submissions: SubmissionService,
  ) {}

  @BatchPattern('bank.submit-payment.v1')
  async submit(messages: Heard<'bank.submit-payment.v1'>[]): Promise<void> {
    await this.payments.order(messages);
    void this.submissions.submit().catch(() => undefined);
  }

  @BatchPattern('bank.withdraw-payment.v1')
  withdraw(messages: Heard<'bank.withdraw-payment.v1'>[]): Promise<void> {
    return this.payments.withdraw(messages);
  }
}
