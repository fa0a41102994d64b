import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { SessionEntity } from './session.entity.js';

@Entity('refresh_token')
@Check('refresh_token_digest', 'octet_length(digest) = 32')
@Check('refresh_token_successor', '(successor_sealed is null) = (device is null)')
@Index('refresh_token_by_session', ['sessionId'])
@Index('refresh_token_by_expiry', ['expiresAt'])
export class RefreshTokenEntity {
  /** The sha256 of the token, which nobody but its bearer knows. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'refresh_token_pkey' })
  digest: Buffer;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey(() => SessionEntity, { name: 'refresh_token_session' })
  sessionId: string;

  @Column({ type: 'timestamptz', name: 'issued_at', precision: 3 })
  issuedAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', name: 'consumed_at', precision: 3, nullable: true })
  consumedAt: Date | null;

  /** What followed it, sealed under the token itself: for the other tabs of the browser that used it. */
  @Column('bytea', { name: 'successor_sealed', nullable: true })
  successorSealed: Buffer | null;

  @Column('bytea', { nullable: true })
  device: Buffer | null;
}
