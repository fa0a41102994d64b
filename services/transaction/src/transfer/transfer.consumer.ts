import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { CourseService } from './course.service.js';
import type { Answer } from './transfer.js';

type Answers = { [T in Answer['type']]: Heard<T> }[Answer['type']];

/** Hears what the account service, the other banks and the fraud desk have decided. */
@Controller()
export class TransferConsumer {
  constructor(private readonly course: CourseService) {}

  @BatchPattern(
    'account.transfer-posted.v1',
    'account.transfer-declined.v1',
    'account.funds-reserved.v1',
    'account.funds-declined.v1',
    'account.funds-captured.v1',
    'account.capture-refused.v1',
    'account.funds-released.v1',
    'fraud.transfer-cleared.v1',
    'fraud.transfer-refused.v1',
    'bank.payment-settled.v1',
    'bank.payment-rejected.v1',
    'bank.payment-returned.v1',
    'bank.payment-withdrawn.v1',
  )
  hear(messages: Answers[]): Promise<void> {
    return this.course.hear(messages);
  }
}
