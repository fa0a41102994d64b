import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Breach } from '../limit/limit.js';
import type { Ending, Traits } from './course.js';
import type { DeclineReason, Kind, Party, Status, Step } from './transfer.js';

const time = { type: 'timestamptz', precision: 3 } as const;

/** The row of a transfer. Amounts come as digits: a bigint is more than a `number` holds. */
@Entity('transfer')
@Unique('transfer_idempotency', ['tenantId', 'userId', 'key'])
@Index('transfer_user', ['userId', 'id'])
@Index('transfer_incoming', ['toAccountId', 'id'], { where: `status = 'completed'` })
@Index('transfer_outgoing', ['fromAccountId', 'id'], { where: `status = 'completed'` })
@Index('transfer_failed', ['userId', 'id'], { where: `status in ('declined', 'returned', 'cancelled')` })
@Index('transfer_undecided', ['nextAskAt'], { where: 'next_ask_at is not null' })
@Index('transfer_reversals', ['reversesId'], { where: 'reverses_id is not null' })
@Check('transfer_kind', `kind in ('deposit', 'withdrawal', 'transfer', 'reversal', 'external', 'incoming')`)
@Check(
  'transfer_status',
  `status in ('requested', 'in_review', 'reserved', 'capturing', 'releasing',
    'returning', 'completed', 'declined', 'returned', 'cancelled')`,
)
@Check('transfer_amount', 'amount > 0')
@Check(
  'transfer_legs',
  `case kind
    when 'deposit' then from_account_id is null and to_account_id is not null
    when 'incoming' then from_account_id is null
    when 'transfer' then from_account_id is not null and to_account_id is not null
    when 'reversal' then from_account_id is not null or to_account_id is not null
    else from_account_id is not null and to_account_id is null end`,
)
@Check(
  'transfer_decision',
  `(status in ('requested', 'in_review', 'reserved', 'capturing', 'releasing')) = (decided_at is null)`,
)
@Check('transfer_creditor', `(kind = 'external') = (creditor is not null)`)
@Check('transfer_debtor', `(kind = 'incoming') = (debtor is not null)`)
@Check('transfer_withdrawal', `withdrawal in ('asked', 'refused')`)
@Check('transfer_ending', `ending in ('declined', 'returned', 'cancelled')`)
@Check(
  'transfer_reverses',
  `case kind
    when 'reversal' then reverses_id is not null
    when 'incoming' then true
    else reverses_id is null end`,
)
@Check('transfer_reversed', 'reversed_amount between 0 and amount')
export class TransferEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'transfer_pkey' })
  id: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ type: 'text' })
  kind: Kind;

  @Column({ type: 'text' })
  status: Status;

  @Column({ type: 'bigint' })
  amount: string;

  @Column({ type: 'text' })
  currency: string;

  @Column({ name: 'from_account_id', type: 'uuid', nullable: true })
  fromAccountId: string | null;

  @Column({ name: 'to_account_id', type: 'uuid', nullable: true })
  toAccountId: string | null;

  @Column({ name: 'to_user_id', type: 'uuid', nullable: true })
  toUserId: string | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ name: 'card_id', type: 'uuid', nullable: true })
  cardId: string | null;

  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  key: string | null;

  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  @Column({ name: 'decline_reason', type: 'text', nullable: true })
  declineReason: DeclineReason | null;

  @Column({ name: 'debit_entry_id', type: 'uuid', nullable: true })
  debitEntryId: string | null;

  @Column({ name: 'credit_entry_id', type: 'uuid', nullable: true })
  creditEntryId: string | null;

  @Column({ name: 'balance_after', type: 'bigint', nullable: true })
  balanceAfter: string | null;

  @Column({ type: 'bigint', nullable: true })
  available: string | null;

  @Column({ name: 'counted_on', type: 'text', nullable: true })
  countedOn: string | null;

  @Column({ name: 'limit_breach', type: 'jsonb', nullable: true })
  breach: Breach | null;

  @Column({ type: 'boolean', default: false })
  screened: boolean;

  @Column({ type: 'jsonb', nullable: true })
  creditor: Party | null;

  @Column({ type: 'jsonb', nullable: true })
  debtor: Party | null;

  @Column({ name: 'reason_code', type: 'text', nullable: true })
  reasonCode: string | null;

  @Column({ type: 'text', nullable: true })
  withdrawal: Traits['withdrawal'];

  @Column({ type: 'text', nullable: true })
  ending: Ending | null;

  @Column({ name: 'reverses_id', type: 'uuid', nullable: true })
  reversesId: string | null;

  @Column({ name: 'reversed_amount', type: 'bigint', default: 0 })
  reversedAmount: string;

  @Column({ type: 'jsonb' })
  timeline: Step[];

  @Column({ name: 'booked_at', ...time, nullable: true })
  bookedAt: Date | null;

  @Column({ name: 'asked_at', ...time })
  askedAt: Date;

  @Column({ name: 'ask_count', type: 'integer' })
  askCount: number;

  @Column({ name: 'next_ask_at', ...time, nullable: true })
  nextAskAt: Date | null;

  @Column({ name: 'created_at', ...time })
  createdAt: Date;

  @Column({ name: 'decided_at', ...time, nullable: true })
  decidedAt: Date | null;
}
