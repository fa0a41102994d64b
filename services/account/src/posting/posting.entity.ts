import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('posting')
export class PostingEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'posting_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'transfer_id' })
  transferId: string;

  @Column('text')
  verb: string;

  @Column('text')
  kind: string;

  @Column({ type: 'timestamptz', name: 'booked_at', precision: 3 })
  bookedAt: Date;
}
