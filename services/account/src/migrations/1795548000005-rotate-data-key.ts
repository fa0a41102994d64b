import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets data keys be wrapped by another master key, and card numbers be sealed anew. The key of their digests is kept as
 * well, so that an equal number has the same digest under every master key.
 */
export class RotateDataKey1795548000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table digest_key (
        is_one boolean not null default true,
        wrapped bytea not null,
        created_at timestamptz(3) not null,
        constraint digest_key_pkey primary key (is_one),
        constraint digest_key_one check (is_one)
      );
      grant select, insert, update (wrapped) on digest_key to account_engine;
      grant update (wrapped) on data_key to account_engine;
      grant update (number_sealed, key_version) on card to account_engine;
      create index card_key on card (tenant_id, key_version, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index card_key;
      revoke update (number_sealed, key_version) on card from account_engine;
      revoke update (wrapped) on data_key from account_engine;
      drop table digest_key;
    `);
  }
}
