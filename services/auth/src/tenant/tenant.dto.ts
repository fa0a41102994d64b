import { ApiProperty } from '@nestjs/swagger';
import { OneOf, Text, YesNo } from '@florin/platform/http';
import { tenantStatuses, type Tenant, type TenantStatus } from './tenant.js';

const choices = tenantStatuses.filter((status) => status !== 'deleted');

export class TenantBody {
  @Text(100, { example: 'Florin' })
  name: string;

  @YesNo({ description: 'Whether people may register by themselves.' })
  open: boolean;
}

export class TenantStatusBody {
  @OneOf(choices, { description: '`disabled` ends every session of the bank; only the operator undoes it.' })
  status: Exclude<TenantStatus, 'deleted'>;
}

export class TenantView {
  @ApiProperty({ type: String, format: 'uuid', example: '01900000-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ type: String, example: 'Florin' })
  name: string;

  @ApiProperty({ type: String, enum: [...tenantStatuses], example: 'active' })
  status: string;

  @ApiProperty({ type: Boolean, description: 'Whether people may register by themselves.', example: true })
  open: boolean;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  created_at: string;
}

export function tenantView(tenant: Tenant): TenantView {
  const { id, name, status, open, createdAt } = tenant;
  return { id, name, status, open, created_at: createdAt.toISOString() };
}
