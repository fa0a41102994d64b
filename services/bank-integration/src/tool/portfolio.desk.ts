import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Desk } from './desk.js';

/** The tools about what a customer has at the other bank. */
@Injectable()
export class PortfolioDesk implements Desk {
  readonly deeds: Desk['deeds'] = {
    get_portfolio: async () => {
      throw new DomainError('not_linked');
    },
    analyze_portfolio: async () => {
      throw new DomainError('not_linked');
    },
  };
}
