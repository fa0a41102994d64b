import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { SessionEntity } from '../session/session.entity.js';
import { UserEntity } from '../user/user.entity.js';

@Entity('oauth_grant')
@Unique('oauth_grant_by_digest', ['digest'])
@Check('oauth_grant_digest', 'octet_length(digest) = 32')
@Index('oauth_grant_by_user', ['userId', 'createdAt'])
@Index('oauth_grant_by_session', ['sessionId'])
@Index('oauth_grant_by_client', ['clientId'], { where: 'ended_at is null' })
export class ConsentEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'oauth_grant_pkey' })
  id: string;

  /** The sha256 of the name by which codes and tokens know the grant. */
  @Column('bytea')
  digest: Buffer;

  @Column('uuid', { name: 'user_id' })
  @ForeignKey(() => UserEntity, { name: 'oauth_grant_user' })
  userId: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey(() => SessionEntity, { name: 'oauth_grant_session' })
  sessionId: string;

  /** The id of a registered client, or the address of one that describes itself. */
  @Column('text', { name: 'client_id' })
  clientId: string;

  @Column('jsonb')
  payload: object;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt: Date | null;
}
