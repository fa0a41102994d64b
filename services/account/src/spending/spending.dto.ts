import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '@florin/kernel';
import { Instant, Optional } from '@florin/platform/http';
import { spanOf } from '../entry/entry.js';
import { lastMonths, type Share, type Spending } from './spending.js';

const money = { type: String, example: '125.00' } as const;
const time = { type: String, format: 'date-time', example: '2026-01-01T00:00:00.000Z' } as const;

export class SpendingQuery {
  @Optional()
  @Instant({ description: 'The beginning of the month eleven months ago unless said.', example: '2026-01-01' })
  from?: string;

  @Optional()
  @Instant({ description: 'Now unless said; a day means to its end (UTC).', example: '2026-06-30' })
  to?: string;
}

/** Fails with: validation_failed. */
export function spanIn({ from, to }: SpendingQuery, now: Date): { from: Date; before: Date } {
  const span = spanOf(from, to);
  // Who names only an end wants the months before it; who names only a beginning, what came after.
  const recent = lastMonths(span.before ?? now);
  return { from: span.from ?? recent.from, before: span.before ?? recent.before };
}

export class SpendingShareView {
  @ApiProperty({ type: String, example: 'groceries' })
  category: string;

  @ApiProperty(money)
  amount: string;

  @ApiProperty({ type: 'integer', example: 7 })
  count: number;
}

export class SpendingMonthView {
  @ApiProperty({ type: String, pattern: '^[0-9]{4}-[0-9]{2}$', description: 'In UTC.', example: '2026-01' })
  month: string;

  @ApiProperty(money)
  total: string;

  @ApiProperty({ type: [SpendingShareView] })
  categories: SpendingShareView[];
}

export class SpendingView {
  @ApiProperty({ type: String, format: 'uuid', example: '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e' })
  account_id: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty(time)
  from: string;

  @ApiProperty({ ...time, description: 'Up to here, not including it.' })
  before: string;

  @ApiProperty(money)
  total: string;

  @ApiProperty({ type: [SpendingShareView], description: 'Over the whole span, the most first.' })
  categories: SpendingShareView[];

  @ApiProperty({ type: [SpendingMonthView], description: 'The months in which something went out, in their order.' })
  months: SpendingMonthView[];
}

export function spendingView(
  accountId: string,
  { currency, ...spending }: Spending & { currency: string },
  span: { from: Date; before: Date },
): SpendingView {
  const shareView = ({ category, amount, count }: Share): SpendingShareView => ({
    category,
    amount: formatAmount(amount, currency),
    count,
  });
  return {
    account_id: accountId,
    currency,
    from: span.from.toISOString(),
    before: span.before.toISOString(),
    total: formatAmount(spending.total, currency),
    categories: spending.categories.map(shareView),
    months: spending.months.map(({ month, total, categories }) => ({
      month,
      total: formatAmount(total, currency),
      categories: categories.map(shareView),
    })),
  };
}
