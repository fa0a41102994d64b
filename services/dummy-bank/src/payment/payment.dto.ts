import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, Matches, ValidateNested } from 'class-validator';
import { Amount, CurrencyCode, Id, Optional, Text } from '@florin/platform/http';
import type { Order, Payment, Sent, Status } from './payment.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d00';
const iban = 'DE86700900100065124249';
const time = '2026-01-31T12:00:00.000Z';

export class PartyBody {
  @Text(34, { example: iban })
  iban: string;

  @Text(140, { example: 'Grace Hopper' })
  name: string;
}

export class OrderBody {
  @Amount()
  amount: string | number;

  @CurrencyCode()
  currency: string;

  @ApiProperty({ type: PartyBody })
  @IsDefined({ message: 'is required' })
  @ValidateNested()
  @Type(() => PartyBody)
  creditor: PartyBody;

  @Optional()
  @Text(255, {
    description:
      'Says how the payment is to end when it should not settle: `return AC04`, `late-return AC06`, `reject AC01`.',
    example: 'Rent for February',
  })
  description?: string;
}

export function toOrder(body: OrderBody): Order {
  const { amount, currency, creditor, description } = body;
  return {
    amount: String(amount),
    currency,
    creditor: { iban: creditor.iban, name: creditor.name },
    description: description ?? null,
  };
}

export class PaymentView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, enum: ['accepted', 'settled', 'returned'], example: 'accepted' })
  status: Status;

  @ApiProperty({ type: String, example: 'RVM-1F2E3D4C-5B6A' })
  reference: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it came back: an ISO 20022 code.', example: null })
  reason_code: string | null;

  @ApiProperty({ type: String, example: '12.50' })
  amount: string;

  @ApiProperty({ type: String, example: 'EUR' })
  currency: string;

  @ApiProperty({ type: PartyBody })
  creditor: PartyBody;

  @ApiProperty({ type: String, nullable: true })
  description: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  accepted_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: time })
  settled_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  returned_at: string | null;
}

export function paymentView(payment: Payment): PaymentView {
  const { id: paymentId, status, reference, amount, currency, creditor, description } = payment;
  return {
    id: paymentId,
    status,
    reference,
    reason_code: payment.reasonCode,
    amount,
    currency,
    creditor,
    description,
    accepted_at: payment.acceptedAt,
    settled_at: payment.settledAt,
    returned_at: payment.returnedAt,
  };
}

export class ReturnBody {
  @ApiProperty({ type: String, pattern: '^[A-Z]{2}[0-9]{2}$', example: 'AC04' })
  @Matches(/^[A-Z]{2}[0-9]{2}$/, { message: 'must be an ISO 20022 reason code' })
  reason_code: string;
}

export class SendBody {
  @Id({ description: 'A repeat under the same id is the same payment.', example: id })
  id: string;

  @Amount()
  amount: string | number;

  @CurrencyCode()
  currency: string;

  @Text(34, { description: 'The account at the other bank that is paid.', example: 'DE44100200304823915073' })
  iban: string;

  @ApiProperty({ type: PartyBody })
  @IsDefined({ message: 'is required' })
  @ValidateNested()
  @Type(() => PartyBody)
  debtor: PartyBody;

  @Optional()
  @Text(255, { example: 'Salary' })
  description?: string;
}

export function toSent(body: SendBody, now: Date): Sent {
  return {
    id: body.id.toLowerCase(),
    amount: String(body.amount),
    currency: body.currency,
    iban: body.iban,
    debtor: { iban: body.debtor.iban, name: body.debtor.name },
    description: body.description ?? null,
    sentAt: now.toISOString(),
  };
}

export class SentView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  sent_at: string;
}

export function sentView(sent: Sent): SentView {
  return { id: sent.id, sent_at: sent.sentAt };
}
