import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The card that a purchase is paid with. */
export class AddCard1795548000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table transfer add column card_id uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table transfer drop column card_id');
  }
}
