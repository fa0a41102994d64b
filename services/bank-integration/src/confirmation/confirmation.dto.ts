import { ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { OneOf, Opaque, Optional, Text } from '@florin/platform/http';
import { expiresAt, payeeOf, type Confirmation, type ConfirmationStatus } from './confirmation.js';
import { confirmationStatuses } from './confirmation.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';
const time = '2026-01-31T12:00:00.000Z';

export class ConfirmationView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, enum: [...confirmationStatuses], example: 'pending' })
  status: ConfirmationStatus;

  @ApiProperty({ type: String, enum: ['program', 'page'], description: 'Where the yes is given.', example: 'page' })
  level: string;

  @ApiProperty({ type: String, nullable: true, description: 'The program that asked.', example: 'florin' })
  client_id: string | null;

  @ApiProperty({ type: String, example: '250.00' })
  amount: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: String, description: 'As the program named it.', example: '4823915073' })
  payee: string;

  @ApiProperty({ type: String, format: 'uuid', example: id })
  from_account_id: string;

  @ApiProperty({ type: String, nullable: true, example: 'Rent for February' })
  description: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  expires_at: string;
}

export function confirmationView(confirmation: Confirmation): ConfirmationView {
  const { asked } = confirmation;
  return {
    id: confirmation.id,
    status: confirmation.status,
    level: confirmation.level,
    client_id: confirmation.clientId,
    amount: asked.amount,
    currency: asked.currency,
    payee: payeeOf(asked),
    from_account_id: asked.from_account_id,
    description: asked.description ?? null,
    expires_at: expiresAt(confirmation).toISOString(),
  };
}

/** The form of the page; an empty code is none. */
export class DecisionBody {
  @Text(254, { example: 'anna@example.com' })
  email: string;

  @Opaque(128, { example: 'correct horse battery staple' })
  password: string;

  @Optional()
  @ValidateIf((body: DecisionBody) => body.totp_code !== '')
  @Opaque(10, { example: '123456' })
  totp_code?: string;

  @OneOf(['confirm', 'refuse'], { example: 'confirm' })
  decision: 'confirm' | 'refuse';
}
