import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What officers see of their tenant: its accounts in the order of opening, and the proof of its books. */
export class OpenOffice1795548000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index account_tenant on account (tenant_id, created_at, id) where owner_id is not null;
      grant select on outcome to account_reader;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke select on outcome from account_reader; drop index account_tenant');
  }
}
