import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { TenantEntity } from '../tenant/tenant.entity.js';

@Entity('app_user')
@Unique('app_user_customer_oid', ['customerOid'])
@Check('app_user_status', `status in ('active', 'disabled')`)
@Check('app_user_roles', `cardinality(roles) > 0 and roles <@ array['customer', 'agent', 'admin', 'read_only']`)
@Index('app_user_by_tenant', ['tenantId', 'id'])
@Index('app_user_email', { synchronize: false })
@Index('app_user_username', { synchronize: false })
export class UserEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'app_user_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  @ForeignKey(() => TenantEntity, { name: 'app_user_tenant' })
  tenantId: string;

  @Column('text')
  email: string;

  @Column('text', { nullable: true })
  username: string | null;

  @Column('text', { name: 'first_name' })
  firstName: string;

  @Column('text', { name: 'last_name' })
  lastName: string;

  @Column('text', { nullable: true })
  phone: string | null;

  /** The reader has no right to this column, so it is read only where it is asked for. */
  @Column('text', { name: 'password_hash', select: false })
  passwordHash: string;

  @Column('text', { array: true })
  roles: string[];

  @Column('text', { default: 'active' })
  status: string;

  @Column('integer', { default: 1 })
  gen: number;

  @Column('boolean', { name: 'totp_enabled', default: false })
  totpEnabled: boolean;

  @Column('uuid', { name: 'customer_oid' })
  customerOid: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;
}
