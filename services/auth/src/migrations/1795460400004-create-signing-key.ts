import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys that sign access tokens. The private half is sealed under KEY_ENCRYPTION_KEY, which no database holds. */
export class CreateSigningKey1795460400004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table signing_key (
        kid text not null,
        public_jwk jsonb not null,
        private_sealed bytea not null,
        state text not null,
        created_at timestamptz(3) not null,
        constraint signing_key_pkey primary key (kid),
        constraint signing_key_state check (state in ('signing', 'verifying', 'retired'))
      );
      create unique index signing_key_one_signs on signing_key (state) where state = 'signing';
      grant select, insert, update on signing_key to auth_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table signing_key');
  }
}
