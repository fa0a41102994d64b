import { Inject, Injectable } from '@nestjs/common';
import { analyse, type Analysis, type AnalysisType } from './analysis.js';
import { PORTFOLIOS, type Holder, type PortfolioSource } from './portfolio-source.js';

/** Makes figures of what a customer has at the other bank. */
@Injectable()
export class AnalysisService {
  constructor(@Inject(PORTFOLIOS) private readonly portfolios: PortfolioSource) {}

  /** Fails with: not_linked, bank_unavailable. */
  async analyse(holder: Holder, type: AnalysisType): Promise<Analysis> {
    return analyse(type, await this.portfolios.of(holder));
  }
}
