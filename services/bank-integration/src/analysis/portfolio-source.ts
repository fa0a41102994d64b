import type { Holdings } from './analysis.js';

/** Whose portfolio. */
export interface Holder {
  readonly tenantId: string;
  readonly userId: string;
}

/** Where portfolios come from. */
export interface PortfolioSource {
  /** As the route shows it. Fails with: not_linked, bank_unavailable. */
  of(holder: Holder): Promise<Holdings & Record<string, unknown>>;
}

/** Provider token of the source. */
export const PORTFOLIOS = Symbol('florin.portfolios');
