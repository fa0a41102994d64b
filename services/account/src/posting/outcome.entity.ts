import { Column, Entity, PrimaryColumn } from 'typeorm';

const primaryKeyConstraintName = 'outcome_pkey';

@Entity('outcome')
export class OutcomeEntity {
  @PrimaryColumn('uuid', { name: 'transfer_id', primaryKeyConstraintName })
  transferId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName })
  verb: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('text')
  type: string;

  @Column('text')
  payload: string;
}
