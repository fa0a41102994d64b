import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

const primaryKeyConstraintName = 'opening_pkey';

@Entity('opening')
@Check('opening_fingerprint', 'octet_length(fingerprint) = 32')
export class OpeningEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName })
  userId: string;

  @PrimaryColumn('text', { name: 'idempotency_key', primaryKeyConstraintName })
  idempotencyKey: string;

  @Column('bytea')
  fingerprint: Buffer;

  @Column('jsonb', { nullable: true })
  account: object | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
