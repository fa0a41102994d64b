import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was used of days and months long past is forgotten, and a refund that the bank took from an account is found
 * by that account.
 */
export class ForgetLimits1795549200001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index limit_use_period on limit_use (period);
      grant delete on limit_use to transaction_engine;
      create index transfer_taken on transfer (from_account_id, id) where kind = 'reversal';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index transfer_taken;
      revoke delete on limit_use from transaction_engine;
      drop index limit_use_period;
    `);
  }
}
