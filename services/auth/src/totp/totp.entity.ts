import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user/user.entity.js';

@Entity('totp')
export class TotpEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'totp_pkey' })
  @ForeignKey(() => UserEntity, { name: 'totp_user' })
  userId: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('bytea', { name: 'secret_sealed' })
  secretSealed: Buffer;

  /** Until the person has shown a first code, the secret counts for nothing. */
  @Column({ type: 'timestamptz', name: 'confirmed_at', precision: 3, nullable: true })
  confirmedAt: Date | null;

  /** The time step of the last code that was accepted: that code and all before it are used up. */
  @Column('bigint', { name: 'last_step', default: 0 })
  lastStep: string;

  @Column('integer', { default: 0 })
  failures: number;

  @Column({ type: 'timestamptz', name: 'failing_since', precision: 3, nullable: true })
  failingSince: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}

@Entity('recovery_code')
@Check('recovery_code_digest', 'octet_length(digest) = 32')
export class RecoveryCodeEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'recovery_code_pkey' })
  @ForeignKey(() => UserEntity, { name: 'recovery_code_user' })
  userId: string;

  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'recovery_code_pkey' })
  digest: Buffer;

  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, nullable: true })
  usedAt: Date | null;
}

@Entity('mfa_challenge')
@Check('mfa_challenge_digest', 'octet_length(digest) = 32')
@Index('mfa_challenge_by_user', ['userId'])
export class ChallengeEntity {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'mfa_challenge_pkey' })
  digest: Buffer;

  @Column('uuid', { name: 'user_id' })
  @ForeignKey(() => UserEntity, { name: 'mfa_challenge_user' })
  userId: string;

  @Column('integer', { default: 0 })
  tries: number;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;
}
