import { Column, Entity, PrimaryColumn } from 'typeorm';

const primaryKeyConstraintName = 'data_key_pkey';

@Entity('data_key')
export class DataKeyEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id', primaryKeyConstraintName })
  tenantId: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName })
  version: number;

  @Column('bytea')
  wrapped: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
