import { Column, Entity, PrimaryColumn } from 'typeorm';

const primaryKeyConstraintName = 'note_pkey';

@Entity('note')
export class NoteEntity {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName })
  accountId: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName })
  seq: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('text')
  category: string;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;
}
