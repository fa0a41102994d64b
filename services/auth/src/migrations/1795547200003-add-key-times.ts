import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a signing key stopped signing: from then on it only verifies, and is taken out after the longest token. */
export class AddKeyTimes1795547200003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table signing_key add column stopped_at timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table signing_key drop column stopped_at');
  }
}
