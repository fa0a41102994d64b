import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from '../tenant/tenant.entity.js';

@Entity('oauth_client')
@Check('oauth_client_roles', `roles <@ array['agent', 'read_only']`)
@Index('oauth_client_by_tenant', ['tenantId', 'createdAt'])
export class ClientEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'oauth_client_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  @ForeignKey(() => TenantEntity, { name: 'oauth_client_tenant' })
  tenantId: string;

  @Column('text')
  name: string;

  /** What the client registered, by the names of RFC 7591. */
  @Column('jsonb')
  metadata: object;

  @Column('text', { name: 'secret_digest', nullable: true })
  secretDigest: string | null;

  @Column('text', { array: true, default: () => `'{}'` })
  roles: string[];

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt: Date | null;
}
