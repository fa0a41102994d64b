import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** The row of a card. Its sealed number is not read with it: the reader's role may not even ask for it. */
@Entity('card')
@Unique('card_number', ['numberIndex'])
@Index('card_one_lives', ['accountId'], {
  unique: true,
  where: `(status = ANY (ARRAY['active'::text, 'frozen'::text]))`,
})
@Index('card_key', ['tenantId', 'keyVersion', 'id'])
@Index('card_account', ['accountId', 'createdAt', 'id'])
@Check('card_last_four', `last_four ~ '^[0-9]{4}$'`)
@Check('card_status', `status in ('active', 'frozen', 'replaced', 'cancelled', 'expired')`)
@Check('card_replaced', `(status = 'replaced') = (replaced_by is not null)`)
export class CardEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'card_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @Column('bytea', { name: 'number_sealed', select: false })
  numberSealed: Buffer;

  @Column('bytea', { name: 'number_index', select: false })
  numberIndex: Buffer;

  @Column('integer', { name: 'key_version', select: false })
  keyVersion: number;

  @Column('char', { name: 'last_four', length: 4 })
  lastFour: string;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  @Column('text', { default: 'active' })
  status: string;

  @Column('uuid', { name: 'replaced_by', nullable: true })
  replacedBy: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;
}
