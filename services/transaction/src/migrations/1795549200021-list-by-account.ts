import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The page of one account of somebody with a million transfers on another one: each way onto it has an index whose
 * newest row is at its end. On the way of an ordinary transfer only one of them grows, once, when it is completed.
 */
export class ListByAccount1795549200021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index transfer_outgoing on transfer (from_account_id, id) where status = 'completed';
      create index transfer_failed on transfer (user_id, id) where status in ('declined', 'returned', 'cancelled');
      drop index transfer_taken;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index transfer_taken on transfer (from_account_id, id) where kind = 'reversal';
      drop index transfer_failed;
      drop index transfer_outgoing;
    `);
  }
}
