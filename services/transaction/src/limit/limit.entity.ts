import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LimitedKind } from './limit.js';

const key = (name: string) => ({ type: 'uuid', name, primaryKeyConstraintName: 'limit_use_pkey' }) as const;

/** What a person has used in a day or a month. */
@Entity('limit_use')
@Index('limit_use_period', ['period'])
export class LimitUseEntity {
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @PrimaryColumn(key('user_id'))
  userId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'limit_use_pkey' })
  currency: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'limit_use_pkey' })
  period: string;

  @Column({ type: 'bigint', default: '0' })
  deposit: string;

  @Column({ type: 'bigint', default: '0' })
  withdrawal: string;

  @Column({ type: 'bigint', default: '0' })
  transfer: string;

  @Column({ type: 'bigint', default: '0' })
  external: string;
}

/** What an admin allows one person. */
@Entity('limit_override')
@Check('limit_override_kind', `kind in ('deposit', 'withdrawal', 'transfer', 'external')`)
@Check('limit_override_amounts', 'per_transfer >= 0 and per_day >= 0 and per_month >= 0')
export class LimitOverrideEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'limit_override_pkey' })
  userId: string;

  @PrimaryColumn({ name: 'tenant_id', type: 'uuid', primaryKeyConstraintName: 'limit_override_pkey' })
  tenantId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'limit_override_pkey' })
  currency: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'limit_override_pkey' })
  kind: LimitedKind;

  @Column({ name: 'per_transfer', type: 'bigint', nullable: true })
  perTransfer: string | null;

  @Column({ name: 'per_day', type: 'bigint', nullable: true })
  perDay: string | null;

  @Column({ name: 'per_month', type: 'bigint', nullable: true })
  perMonth: string | null;

  @Column({ name: 'set_by', type: 'uuid' })
  setBy: string;

  @Column({ name: 'set_at', type: 'timestamptz', precision: 3 })
  setAt: Date;
}
