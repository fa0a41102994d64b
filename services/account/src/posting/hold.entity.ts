import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('hold')
@Unique('hold_id', ['id'])
@Index('hold_open', ['accountId', 'id'], { where: `(status = 'open'::text)` })
@Index('hold_account', ['accountId', 'createdAt'])
@Check('hold_amount', 'amount > 0')
@Check('hold_status', `status in ('open', 'captured', 'released')`)
@Check('hold_closed', `(status = 'open') = (closed_at is null)`)
export class HoldEntity {
  @PrimaryColumn('uuid', { name: 'transfer_id', primaryKeyConstraintName: 'hold_pkey' })
  transferId: string;

  @Column('uuid')
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text')
  kind: string;

  @Column('bigint')
  amount: string;

  @Column('char', { length: 3 })
  currency: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('uuid', { name: 'counterparty_id' })
  counterpartyId: string;

  @Column('char', { name: 'counterparty_number', length: 10, nullable: true })
  counterpartyNumber: string | null;

  @Column('text')
  status: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'closed_at', precision: 3, nullable: true })
  closedAt: Date | null;

  @Column('text', { name: 'counterparty_name', nullable: true })
  counterpartyName: string | null;

  @Column('text', { name: 'counterparty_iban', nullable: true })
  counterpartyIban: string | null;
}
