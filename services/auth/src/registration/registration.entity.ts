import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user/user.entity.js';

const primaryKeyConstraintName = 'registration_pkey';

@Entity('registration')
export class RegistrationEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id', primaryKeyConstraintName })
  tenantId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName })
  email: string;

  @PrimaryColumn('text', { name: 'idempotency_key', primaryKeyConstraintName })
  idempotencyKey: string;

  @Column('bytea')
  fingerprint: Buffer;

  @Column('uuid', { name: 'user_id' })
  @ForeignKey(() => UserEntity, { name: 'registration_user' })
  userId: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
