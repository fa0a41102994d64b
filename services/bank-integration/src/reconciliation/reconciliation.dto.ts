import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { kinds, type Difference, type Kind, type Reconciliation } from './reconciliation.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d00';

export class ReconcileBody {
  @ApiProperty({ type: String, format: 'date', description: 'A UTC day.', example: '2026-01-31' })
  @Matches(/^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/, { message: 'must be a day such as 2026-01-31' })
  date: string;
}

export class DifferenceView implements Difference {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  payment_id: string;

  @ApiProperty({ type: String, enum: [...kinds], example: 'payment' })
  what: Kind;

  @ApiProperty({ type: String, enum: ['missing_here', 'missing_there', 'another_amount'], example: 'missing_here' })
  difference: Difference['difference'];

  @ApiProperty({ type: String, nullable: true, description: 'What our books say.', example: null })
  here: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the statement says.', example: '12.50 EUR' })
  there: string | null;
}

export class ReconciliationView {
  @ApiProperty({ type: String, format: 'date', example: '2026-01-31' })
  date: string;

  @ApiProperty({ type: String, example: 'rivermark' })
  bank: string;

  @ApiProperty({ type: Number, description: 'Lines of the statement on that day.', example: 12 })
  lines: number;

  @ApiProperty({ type: [DifferenceView] })
  differences: DifferenceView[];

  @ApiProperty({ type: String, format: 'date-time', example: '2026-02-01T01:00:00.000Z' })
  compared_at: string;
}

export function reconciliationView(done: Reconciliation): ReconciliationView {
  const { day, bank, lines, differences, comparedAt } = done;
  return { date: day, bank, lines, differences: [...differences], compared_at: comparedAt.toISOString() };
}
