import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('account')
@Unique('account_number', ['number'])
@Index('account_house', ['tenantId', 'house', 'currency'], { unique: true, where: '(house IS NOT NULL)' })
@Index('account_owner', ['ownerId', 'createdAt', 'id'], { where: '(owner_id IS NOT NULL)' })
@Index('account_tenant', ['tenantId', 'createdAt', 'id'], { where: '(owner_id IS NOT NULL)' })
@Check('account_number_digits', `number ~ '^[0-9]{10}$'`)
@Check('account_kind', '(owner_id is null) = (house is not null) and (house is null) = (number is not null)')
@Check('account_type', `(house is not null and type = 'house') or (house is null and type in ('checking', 'savings'))`)
@Check('account_status', `status in ('active', 'frozen', 'closed')`)
@Check('account_held', 'held >= 0')
@Check('account_funds', 'house is not null or balance >= held')
@Check(
  'account_freeze',
  `(frozen_at is null or status = 'frozen')
    and (frozen_at is null) = (frozen_reason is null) and (frozen_at is null) = (frozen_by is null)`,
)
export class AccountEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('text', { nullable: true })
  house: string | null;

  @Column('char', { length: 10, nullable: true })
  number: string | null;

  @Column('text')
  type: string;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('char', { length: 3 })
  currency: string;

  @Column('text', { default: 'active' })
  status: string;

  @Column('bigint', { default: 0 })
  balance: string;

  @Column('bigint', { default: 0 })
  held: string;

  @Column('bigint', { default: 0 })
  seq: string;

  @Column({ type: 'timestamptz', name: 'booked_at', precision: 3, nullable: true })
  bookedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;

  @Column('text', { name: 'frozen_reason', nullable: true })
  frozenReason: string | null;

  @Column('uuid', { name: 'frozen_by', nullable: true })
  frozenBy: string | null;

  @Column({ type: 'timestamptz', name: 'frozen_at', precision: 3, nullable: true })
  frozenAt: Date | null;
}
