import { ApiProperty } from '@nestjs/swagger';
import { cardStatuses, lastMonthOf, statusAt, type Card } from './card.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';

/** A card as its owner sees it: the number is never shown whole. */
export class CardView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, format: 'uuid', example: id })
  account_id: string;

  @ApiProperty({ type: String, pattern: '^[0-9]{4}$', example: '4242' })
  last_four: string;

  @ApiProperty({ type: String, example: '**** **** **** 4242' })
  masked_number: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 12, description: 'The last month it is good for.', example: 11 })
  expiration_month: number;

  @ApiProperty({ type: 'integer', example: 2029 })
  expiration_year: number;

  @ApiProperty({ type: String, enum: [...cardStatuses], example: 'active' })
  status: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  created_at: string;
}

export function cardView(card: Card, now: Date): CardView {
  const { year, month } = lastMonthOf(card);
  return {
    id: card.id,
    account_id: card.accountId,
    last_four: card.lastFour,
    masked_number: `**** **** **** ${card.lastFour}`,
    expiration_month: month,
    expiration_year: year,
    status: statusAt(card, now),
    created_at: card.createdAt.toISOString(),
  };
}
