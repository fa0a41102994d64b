import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { PostingService } from './posting.service.js';

/** The door for commands that move money. */
@Controller()
export class PostingConsumer {
  constructor(private readonly postings: PostingService) {}

  @BatchPattern('account.post-transfer.v1')
  async post(commands: Heard<'account.post-transfer.v1'>[]): Promise<void> {
    await this.postings.post(commands);
  }
}
