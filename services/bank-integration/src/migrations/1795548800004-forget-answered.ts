import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys and confirmations are forgotten when nobody can ask for them any more. */
export class ForgetAnswered1795548800004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index request_key_created_at on request_key (created_at);
      create index confirmation_created_at on confirmation (created_at);
      grant delete on request_key, confirmation to bank_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke delete on request_key, confirmation from bank_engine;
      drop index confirmation_created_at;
      drop index request_key_created_at;
    `);
  }
}
