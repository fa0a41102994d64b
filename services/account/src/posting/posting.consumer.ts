import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { commandTypes, type CommandType } from './command.js';
import { PostingService } from './posting.service.js';

/** The door for commands that move money. */
@Controller()
export class PostingConsumer {
  constructor(private readonly postings: PostingService) {}

  @BatchPattern(...commandTypes)
  async post(commands: { [T in CommandType]: Heard<T> }[CommandType][]): Promise<void> {
    await this.postings.post(commands);
  }
}
