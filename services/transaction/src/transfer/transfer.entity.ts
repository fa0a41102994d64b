import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DeclineReason, Kind, Status, Step } from './transfer.js';

const time = { type: 'timestamptz', precision: 3 } as const;

/** The row of a transfer. Amounts come as digits: a bigint is more than a `number` holds. */
@Entity('transfer')
@Unique('transfer_idempotency', ['tenantId', 'userId', 'key'])
@Index('transfer_user', ['userId', 'id'])
@Index('transfer_incoming', ['toAccountId', 'id'], { where: `status = 'completed'` })
@Index('transfer_undecided', ['nextAskAt'], { where: 'next_ask_at is not null' })
@Check('transfer_kind', `kind in ('deposit', 'withdrawal', 'transfer')`)
@Check('transfer_status', `status in ('requested', 'completed', 'declined')`)
@Check('transfer_amount', 'amount > 0')
@Check(
  'transfer_legs',
  `(kind = 'deposit') = (from_account_id is null) and (kind = 'withdrawal') = (to_account_id is null)`,
)
@Check('transfer_decision', `(status = 'requested') = (decided_at is null)`)
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
