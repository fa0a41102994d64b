import { ApiProperty } from '@nestjs/swagger';
import { isGood, laws, type Verdict } from './books.js';

const count = { type: Number, example: 1200 } as const;

export class FindingView {
  @ApiProperty({ type: String, enum: [...laws] })
  law: string;

  @ApiProperty({ type: String, description: 'The id of the posting or account, or tenant and currency.' })
  subject: string;

  @ApiProperty({ type: String })
  detail: string;
}

export class VerdictView {
  @ApiProperty({ type: String, enum: ['ok', 'wrong'], example: 'ok' })
  status: string;

  @ApiProperty(count)
  postings: number;

  @ApiProperty(count)
  entries: number;

  @ApiProperty(count)
  accounts: number;

  @ApiProperty({ type: [FindingView], example: [] })
  findings: FindingView[];

  @ApiProperty({ type: Number, description: 'How long the proof took.', example: 0.12 })
  seconds: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'The moment that was judged.',
    example: '2026-01-31T12:00:00.000Z',
  })
  checked_at: string;
}

export function verdictView(verdict: Verdict): VerdictView {
  return {
    status: isGood(verdict) ? 'ok' : 'wrong',
    postings: Number(verdict.postings),
    entries: Number(verdict.entries),
    accounts: Number(verdict.accounts),
    findings: verdict.findings.map((finding) => ({ ...finding })),
    seconds: Math.round(verdict.seconds * 1000) / 1000,
    checked_at: verdict.checkedAt.toISOString(),
  };
}
