import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('signing_key')
@Check('signing_key_state', `state in ('signing', 'verifying', 'retired')`)
@Index('signing_key_one_signs', ['state'], { unique: true, where: `state = 'signing'` })
export class KeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'signing_key_pkey' })
  kid: string;

  @Column('jsonb', { name: 'public_jwk' })
  publicJwk: object;

  @Column('bytea', { name: 'private_sealed' })
  privateSealed: Buffer;

  @Column('text')
  state: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  /** When it stopped signing; a key that verifies and never stopped waits for its turn. */
  @Column({ type: 'timestamptz', name: 'stopped_at', precision: 3, nullable: true })
  stoppedAt: Date | null;
}
