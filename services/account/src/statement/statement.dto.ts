import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '@florin/kernel';
import { FromQuery, Optional, WholeNumber } from '@florin/platform/http';
import { EntryView } from '../entry/entry.dto.js';
import type { Period, Summary } from './statement.js';

const money = { type: String, example: '1250.00' } as const;

export class StatementQuery {
  @FromQuery()
  @WholeNumber(2000, 2100, { example: 2026 })
  year: number;

  @Optional()
  @FromQuery()
  @WholeNumber(1, 12, { description: 'Of the year, in UTC; the whole year when it is left out.', example: 1 })
  month?: number;
}

export const periodIn = ({ year, month }: StatementQuery): Period => ({ year, month: month ?? null });

export class StatementHeadView {
  @ApiProperty({ type: String, format: 'uuid', example: '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e' })
  account_id: string;

  @ApiProperty({ type: String, example: '4823915073' })
  number: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: 'integer', example: 2026 })
  year: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null for a whole year.', example: 1 })
  month: number | null;

  @ApiProperty(money)
  opening_balance: string;

  @ApiProperty(money)
  closing_balance: string;

  @ApiProperty({ ...money, description: 'Without what was declined.' })
  total_credits: string;

  @ApiProperty({ ...money, description: 'Without what was declined.' })
  total_debits: string;

  @ApiProperty({ type: 'integer', description: 'With what was declined.', example: 12 })
  transaction_count: number;
}

export class StatementView extends StatementHeadView {
  @ApiProperty({ type: [EntryView], description: 'Oldest first.' })
  transactions: EntryView[];
}

export function statementHeadView({ period, currency, ...summary }: Summary): StatementHeadView {
  return {
    account_id: summary.accountId,
    number: summary.number,
    currency,
    year: period.year,
    month: period.month,
    opening_balance: formatAmount(summary.opening, currency),
    closing_balance: formatAmount(summary.closing, currency),
    total_credits: formatAmount(summary.credits, currency),
    total_debits: formatAmount(summary.debits, currency),
    transaction_count: Number(summary.count),
  };
}
