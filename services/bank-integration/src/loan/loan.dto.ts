import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '@florin/kernel';
import { AmountText, CurrencyCode, FromQuery, Optional, WholeNumber } from '@florin/platform/http';
import type { Quote } from './loan.js';

const YEARS_MOST = 100;

export class QuoteQuery {
  @AmountText({ description: 'What is borrowed.', example: '10000.00' })
  amount: string;

  @FromQuery()
  @WholeNumber(1, YEARS_MOST, { description: 'How long it is paid back.', example: 5 })
  years: number;

  @Optional()
  @CurrencyCode({ description: 'USD unless said.' })
  currency: string = 'USD';
}

export class QuoteView {
  @ApiProperty({ type: String, example: '10000.00' })
  amount: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: Number, example: 5 })
  years: number;

  @ApiProperty({ type: String, description: 'Percent a year, the same for the whole time.', example: '3.5' })
  annual_rate_percent: string;

  @ApiProperty({ type: Number, description: 'One each month.', example: 60 })
  payments: number;

  @ApiProperty({ type: String, description: 'The same each month (an annuity).', example: '181.92' })
  monthly_payment: string;

  @ApiProperty({ type: String, example: '10915.20' })
  total_payment: string;

  @ApiProperty({ type: String, example: '915.20' })
  total_interest: string;
}

export function quoteView(quote: Quote): QuoteView {
  const { amount, currency } = quote.principal;
  return {
    amount: formatAmount(amount, currency),
    currency,
    years: quote.years,
    annual_rate_percent: quote.annualRatePercent,
    payments: quote.payments,
    monthly_payment: formatAmount(quote.monthly, currency),
    total_payment: formatAmount(quote.total, currency),
    total_interest: formatAmount(quote.interest, currency),
  };
}
