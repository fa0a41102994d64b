import { Injectable } from '@nestjs/common';
import type { AnalysisType } from '../analysis/analysis.js';
import { AnalysisService } from '../analysis/analysis.service.js';
import { portfolioView } from '../portfolio/portfolio.dto.js';
import { PortfolioService } from '../portfolio/portfolio.service.js';
import type { Desk } from './desk.js';

/** The tools about what a customer has at the other bank. */
@Injectable()
export class PortfolioDesk implements Desk {
  readonly deeds: Desk['deeds'] = {
    get_portfolio: async ({ asker }) => ({ ...portfolioView(await this.portfolios.show(asker), new Date()) }),
    analyze_portfolio: async ({ asker, given }) => ({
      ...(await this.analyses.analyse(asker, given['analysis_type'] as AnalysisType)),
    }),
  };

  constructor(
    private readonly analyses: AnalysisService,
    private readonly portfolios: PortfolioService,
  ) {}
}
