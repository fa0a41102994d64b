import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user/user.entity.js';

@Entity('session')
@Check('session_end', '(ended_at is null) = (end_reason is null)')
@Index('session_by_user', ['userId', 'createdAt'])
@Index('session_open_by_tenant', ['tenantId'], { where: 'ended_at is null' })
@Index('session_to_deny', ['endedAt'], { where: 'ended_at is not null and denied_at is null' })
export class SessionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'user_id' })
  @ForeignKey(() => UserEntity, { name: 'session_user_id' })
  userId: string;

  @Column('text', { array: true })
  amr: string[];

  @Column('text', { nullable: true })
  ip: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3 })
  lastUsedAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason: string | null;

  /** When the deny list has heard of the end; until then somebody has to tell it. */
  @Column({ type: 'timestamptz', name: 'denied_at', precision: 3, nullable: true })
  deniedAt: Date | null;
}
