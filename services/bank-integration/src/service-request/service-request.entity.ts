import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('service_request')
@Index('service_request_tenant', ['tenantId', 'id'])
@Index('service_request_customer', ['customerId', 'id'])
@Check('service_request_kind', `kind in ('complaint', 'callback', 'fulfilment')`)
@Check('service_request_status', `status in ('open', 'closed')`)
@Check(
  'service_request_closed',
  `(status = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_by is null)
    and (status = 'closed' or resolution is null)`,
)
export class ServiceRequestEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'service_request_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @Column('text')
  kind: string;

  @Column('text')
  subject: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { default: 'open' })
  status: string;

  @Column('text', { nullable: true })
  resolution: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'timestamptz', name: 'closed_at', precision: 3, nullable: true })
  closedAt: Date | null;

  @Column('uuid', { name: 'closed_by', nullable: true })
  closedBy: string | null;
}
