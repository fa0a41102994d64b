import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { heardTypes } from './course.js';
import { CourseService } from './course.service.js';
import type { Answer } from './transfer.js';

type Answers = { [T in Answer['type']]: Heard<T> }[Answer['type']];

/** Hears what the account service, the other banks and the fraud desk have decided. */
@Controller()
export class TransferConsumer {
  constructor(private readonly course: CourseService) {}

  @BatchPattern(...heardTypes)
  hear(messages: Answers[]): Promise<void> {
    return this.course.hear(messages);
  }
}
