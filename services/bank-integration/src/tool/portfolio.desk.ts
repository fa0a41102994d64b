import { Inject, Injectable } from '@nestjs/common';
import type { AnalysisType } from '../analysis/analysis.js';
import { AnalysisService } from '../analysis/analysis.service.js';
import { PORTFOLIOS, type PortfolioSource } from '../analysis/portfolio-source.js';
import type { Desk } from './desk.js';

/** The tools about what a customer has at the other bank. */
@Injectable()
export class PortfolioDesk implements Desk {
  readonly deeds: Desk['deeds'] = {
    get_portfolio: async ({ asker }) => ({ ...(await this.portfolios.of(asker)) }),
    analyze_portfolio: async ({ asker, given }) => ({
      ...(await this.analyses.analyse(asker, given['analysis_type'] as AnalysisType)),
    }),
  };

  constructor(
    private readonly analyses: AnalysisService,
    @Inject(PORTFOLIOS) private readonly portfolios: PortfolioSource,
  ) {}
}
