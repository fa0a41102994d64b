import { Controller } from '@nestjs/common';
import { BatchPattern, type Heard } from '@florin/platform/messaging';
import { PortfolioService } from './portfolio.service.js';

/** Hears who has registered. */
@Controller()
export class PortfolioConsumer {
  constructor(private readonly portfolios: PortfolioService) {}

  @BatchPattern('user.registered.v1')
  greet(messages: Heard<'user.registered.v1'>[]): void {
    this.portfolios.greet(messages);
  }
}
