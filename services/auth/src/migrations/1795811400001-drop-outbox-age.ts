import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sweep goes through the outbox by its ids, which grow with time: each message kept a second index for nothing. */
export class DropOutboxAge1795811400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index outbox_created_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('create index outbox_created_at on outbox (created_at)');
  }
}
