import { ApiProperty } from '@nestjs/swagger';
import type { Portfolio, Shown } from './portfolio.js';

const list = { type: 'array', items: { type: 'object', additionalProperties: true } } as const;

class SummaryView {
  @ApiProperty({
    ...list,
    description: 'One for each currency; amounts of different currencies are never added up.',
    example: [{ currency: 'EUR', assets: '20.00', bank_accounts: '5.00', total: '25.00' }],
  })
  totals: Portfolio['assets'];
}

export class PortfolioView implements Portfolio {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'How the outside bank knows the customer.' })
  user: Portfolio['user'];

  @ApiProperty(list)
  assets: Portfolio['assets'];

  @ApiProperty(list)
  bank_accounts: Portfolio['assets'];

  @ApiProperty(list)
  transactions: Portfolio['assets'];

  @ApiProperty(list)
  spending: Portfolio['assets'];

  @ApiProperty(list)
  derivative_transactions: Portfolio['assets'];

  @ApiProperty({ type: SummaryView })
  portfolio_summary: SummaryView;

  @ApiProperty({ type: Boolean, description: 'The outside bank did not answer: this is the last it said.' })
  stale: boolean;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  fetched_at: string;

  @ApiProperty({ type: Number, description: 'How old it is, in seconds.', example: 0 })
  age_s: number;
}

export function portfolioView({ content, fetchedAt, isStale }: Shown, now: Date): PortfolioView {
  return {
    ...(content as Omit<PortfolioView, 'stale' | 'fetched_at' | 'age_s'>),
    stale: isStale,
    fetched_at: fetchedAt.toISOString(),
    age_s: Math.max(0, Math.round((now.getTime() - fetchedAt.getTime()) / 1000)),
  };
}
