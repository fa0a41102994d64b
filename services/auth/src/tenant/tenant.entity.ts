import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('tenant')
@Check('tenant_status', `status in ('active', 'disabled', 'deleted')`)
@Index('tenant_name', { synchronize: false })
export class TenantEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'tenant_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column('text', { default: 'active' })
  status: string;

  @Column('boolean', { default: false })
  open: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
