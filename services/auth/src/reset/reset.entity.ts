import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user/user.entity.js';

@Entity('password_reset')
@Check('password_reset_digest', 'octet_length(digest) = 32')
@Index('password_reset_by_user', ['userId', 'madeAt'])
export class ResetEntity {
  /** The sha256 of the token, which nobody but its bearer knows. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'password_reset_pkey' })
  digest: Buffer;

  @Column('uuid', { name: 'user_id' })
  @ForeignKey(() => UserEntity, { name: 'password_reset_user' })
  userId: string;

  @Column({ type: 'timestamptz', name: 'made_at', precision: 3 })
  madeAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;
}
