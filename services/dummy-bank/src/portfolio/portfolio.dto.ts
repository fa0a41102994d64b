import { customerView, type CustomerView } from '../customer/customer.dto.js';
import type { Customer } from '../customer/customer.js';
import { summaryOf, worthOf, type Asset, type Portfolio, type Total } from './portfolio.js';
import { formatAmount } from '@florin/kernel';

/** Everything of one customer at once, as it travels. */
export interface PortfolioView extends Omit<Portfolio, 'assets'> {
  readonly user: CustomerView;
  readonly assets: readonly (Asset & { readonly value: string })[];
  readonly portfolio_summary: { readonly totals: readonly Total[] };
}

export function portfolioView(customer: Customer): PortfolioView {
  const { portfolio } = customer;
  return {
    user: customerView(customer),
    ...portfolio,
    assets: portfolio.assets.map((asset) => ({ ...asset, value: formatAmount(worthOf(asset), asset.currency) })),
    portfolio_summary: { totals: summaryOf(portfolio) },
  };
}
