import { Injectable } from '@nestjs/common';
import type { Caller } from '@florin/platform/auth';
import { PortfolioService } from '../portfolio/portfolio.service.js';
import { analyse, type Analysis, type AnalysisType, type Holdings } from './analysis.js';

/** Makes figures of what a customer has at the other bank. */
@Injectable()
export class AnalysisService {
  constructor(private readonly portfolios: PortfolioService) {}

  /** Fails with: not_linked, bank_unavailable. */
  async analyse(holder: Pick<Caller, 'tenantId' | 'userId'>, type: AnalysisType): Promise<Analysis> {
    const { content } = await this.portfolios.show(holder);
    return analyse(type, content as unknown as Holdings);
  }
}
