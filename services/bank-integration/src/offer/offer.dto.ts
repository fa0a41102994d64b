import { ApiProperty } from '@nestjs/swagger';
import { OneOf, Optional, Text } from '@florin/platform/http';
import { offerTypes, type OfferType } from './offer.js';

export class OfferQuery {
  @Optional()
  @Text(100, { description: 'Words that the offer must have.', example: 'savings' })
  q?: string;

  @Optional()
  @OneOf(offerTypes, { example: 'savings' })
  account_type?: OfferType;
}

/** An offer is public: it is shown as it is kept. */
export class OfferView {
  @ApiProperty({ type: String, example: 'start-savings' })
  id: string;

  @ApiProperty({ type: String, example: 'Start Savings' })
  title: string;

  @ApiProperty({ type: String, enum: [...offerTypes], example: 'savings' })
  account_type: OfferType;

  @ApiProperty({ type: String, example: 'Savings for beginners: no minimum, money back at any time.' })
  summary: string;

  @ApiProperty({ type: [String], example: ['Any customer with a checking account'] })
  eligibility: readonly string[];

  @ApiProperty({ type: String, example: '1.2' })
  annual_rate_percent: string;

  @ApiProperty({ type: String, example: '0.00' })
  minimum_opening_usd: string;
}
