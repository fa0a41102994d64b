import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('confirmation')
@Unique('confirmation_key', ['userId', 'idempotencyKey'])
@Unique('confirmation_session', ['sessionId'])
@Index('confirmation_recent', ['userId', 'createdAt'])
@Index('confirmation_created_at', ['createdAt'])
@Check('confirmation_level', `level in ('program', 'page')`)
@Check('confirmation_status', `status in ('pending', 'confirmed', 'refused', 'used')`)
@Check('confirmation_fingerprint', 'octet_length(fingerprint) = 32')
@Check('confirmation_amount', 'amount_minor > 0')
@Check('confirmation_word', `level = 'program' or status in ('pending', 'refused') or session_id is not null`)
export class ConfirmationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'confirmation_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text', { name: 'client_id', nullable: true })
  clientId: string | null;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey: string;

  @Column('bytea')
  fingerprint: Buffer;

  @Column('jsonb')
  asked: unknown;

  @Column('bigint', { name: 'amount_minor' })
  amountMinor: string;

  @Column('char', { length: 3 })
  currency: string;

  @Column('text')
  level: string;

  @Column('text', { default: 'pending' })
  status: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column('text', { name: 'session_id', nullable: true })
  sessionId: string | null;
}
