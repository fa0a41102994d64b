import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

const primaryKeyConstraintName = 'entry_pkey';

@Entity('entry')
@Unique('entry_id', ['id'])
@Index('entry_card', ['accountId', 'cardId', 'seq'], { where: '(card_id IS NOT NULL)' })
@Index('entry_declined', ['accountId', 'seq'], { where: `(status = 'declined'::text)` })
@Check('entry_seq', 'seq > 0')
@Check('entry_amount', 'amount <> 0')
@Check('entry_status', `status in ('approved', 'declined')`)
@Check('entry_posting', `(status = 'approved') = (posting_id is not null)`)
@Check('entry_decline', `(status = 'declined') = (decline_reason is not null)`)
export class EntryEntity {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName })
  accountId: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName })
  seq: string;

  @Column('uuid')
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'posting_id', nullable: true })
  postingId: string | null;

  @Column('uuid', { name: 'transfer_id' })
  transferId: string;

  @Column('text')
  kind: string;

  @Column('text')
  status: string;

  @Column('text', { name: 'decline_reason', nullable: true })
  declineReason: string | null;

  @Column('bigint')
  amount: string;

  @Column('char', { length: 3 })
  currency: string;

  @Column('bigint', { name: 'balance_after' })
  balanceAfter: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('uuid', { name: 'counterparty_id', nullable: true })
  counterpartyId: string | null;

  @Column('char', { name: 'counterparty_number', length: 10, nullable: true })
  counterpartyNumber: string | null;

  @Column({ type: 'timestamptz', name: 'booked_at', precision: 3 })
  bookedAt: Date;

  @Column('text', { name: 'counterparty_name', nullable: true })
  counterpartyName: string | null;

  @Column('text', { name: 'counterparty_iban', nullable: true })
  counterpartyIban: string | null;

  @Column('uuid', { name: 'card_id', nullable: true })
  cardId: string | null;
}
