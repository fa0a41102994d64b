import { ApiProperty } from '@nestjs/swagger';
import type { BankCustomer, BankStatus } from './bank.js';
import type { Circuit } from './line.client.js';

export class BankStatusView {
  @ApiProperty({
    type: String,
    enum: ['connected', 'degraded', 'disconnected'],
    description: 'degraded: it answers slowly, or only when it is asked again.',
    example: 'connected',
  })
  status: BankStatus;

  @ApiProperty({ type: Number, nullable: true, description: 'null when there was no answer.', example: 3.2 })
  latency_ms: number | null;

  @ApiProperty({
    type: String,
    enum: ['closed', 'open', 'half_open'],
    description: 'The circuit breaker: `open` while the bank is left alone because it failed over and over.',
    example: 'closed',
  })
  circuit: Circuit;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  checked_at: string;
}

export function bankStatusView(check: {
  status: BankStatus;
  latencyMs: number | null;
  circuit: Circuit;
  checkedAt: Date;
}): BankStatusView {
  return {
    status: check.status,
    latency_ms: check.latencyMs,
    circuit: check.circuit,
    checked_at: check.checkedAt.toISOString(),
  };
}

export class BankCustomerView {
  @ApiProperty({
    type: String,
    description: "The other bank's own id.",
    example: '01920000-0000-7000-8000-000100000001',
  })
  id: string;

  @ApiProperty({ type: String, example: 'Alice' })
  first_name: string;

  @ApiProperty({ type: String, example: 'Moreau' })
  last_name: string;

  @ApiProperty({ type: String, example: 'alice.moreau@example.com' })
  email: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2025-02-03T09:00:00.000Z' })
  registered_at: string;
}

export function bankCustomerView(customer: BankCustomer): BankCustomerView {
  return {
    id: customer.id,
    first_name: customer.firstName,
    last_name: customer.lastName,
    email: customer.email,
    registered_at: customer.registeredAt.toISOString(),
  };
}
