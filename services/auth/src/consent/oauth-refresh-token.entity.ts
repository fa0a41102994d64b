import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ConsentEntity } from './consent.entity.js';

@Entity('oauth_refresh_token')
@Check('oauth_refresh_token_digest', 'octet_length(digest) = 32')
@Index('oauth_refresh_token_by_grant', ['grantDigest'])
@Index('oauth_refresh_token_by_expiry', ['expiresAt'])
export class OauthRefreshTokenEntity {
  /** The sha256 of the token, which nobody but the client knows. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'oauth_refresh_token_pkey' })
  digest: Buffer;

  @Column('bytea', { name: 'grant_digest' })
  @ForeignKey(() => ConsentEntity, 'digest', { name: 'oauth_refresh_token_grant' })
  grantDigest: Buffer;

  @Column('jsonb')
  payload: object;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', name: 'consumed_at', precision: 3, nullable: true })
  consumedAt: Date | null;
}
