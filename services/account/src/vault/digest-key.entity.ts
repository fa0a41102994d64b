import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** There is one, so that a number is found by its digest whichever master key wraps it. */
@Entity('digest_key')
@Check('digest_key_one', 'is_one')
export class DigestKeyEntity {
  @PrimaryColumn('boolean', { name: 'is_one', default: true, primaryKeyConstraintName: 'digest_key_pkey' })
  isOne: boolean;

  @Column('bytea')
  wrapped: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
