import { ApiProperty } from '@nestjs/swagger';
import type { ServiceHealth } from './health.js';

const one = {
  type: 'object',
  required: ['status', 'latency_ms'],
  properties: { status: { type: 'string', enum: ['up', 'down'] }, latency_ms: { type: 'number' } },
} as const;

const service = {
  type: 'object',
  required: ['status', 'latency_ms', 'checks'],
  properties: { ...one.properties, checks: { type: 'object', additionalProperties: one } },
} as const;

export class BankHealthView {
  @ApiProperty({ type: String, enum: ['ok', 'degraded'] })
  status: 'ok' | 'degraded';

  @ApiProperty({ type: String, example: '0.1.0' })
  version: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: service as never,
    example: { auth: { status: 'up', latency_ms: 1.2, checks: { postgres: { status: 'up', latency_ms: 0.8 } } } },
  })
  services: Readonly<Record<string, ServiceHealth>>;

  @ApiProperty({ type: String, format: 'date-time' })
  timestamp: string;
}
