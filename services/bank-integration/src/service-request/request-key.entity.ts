import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('request_key')
@Index('request_key_created_at', ['createdAt'])
@Check('request_key_fingerprint', 'octet_length(fingerprint) = 32')
export class RequestKeyEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'request_key_pkey' })
  userId: string;

  @PrimaryColumn('text', { name: 'idempotency_key', primaryKeyConstraintName: 'request_key_pkey' })
  idempotencyKey: string;

  @Column('bytea')
  fingerprint: Buffer;

  /** The request as it was answered. */
  @Column('jsonb', { nullable: true })
  answer: unknown;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
