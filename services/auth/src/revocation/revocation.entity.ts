import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('revocation')
@Check('revocation_kind', `kind in ('user', 'tenant')`)
@Index('revocation_to_deny', ['madeAt'], { where: 'denied_at is null' })
export class RevocationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'revocation_pkey' })
  id: string;

  @Column('text')
  kind: string;

  @Column('uuid')
  subject: string;

  @Column('bigint')
  value: string;

  @Column({ type: 'timestamptz', name: 'made_at', precision: 3 })
  madeAt: Date;

  @Column({ type: 'timestamptz', name: 'denied_at', precision: 3, nullable: true })
  deniedAt: Date | null;
}
