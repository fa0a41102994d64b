import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an admin has changed while the bank runs, one row a tenant. */
export class CreateSetting1795548800003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table setting (
        tenant_id uuid not null,
        mcp_server_url text not null,
        changed_by uuid not null,
        changed_at timestamptz(3) not null,
        constraint setting_pkey primary key (tenant_id)
      );
      grant select on setting to bank_reader;
      grant select, insert, update on setting to bank_engine;
      alter table setting enable row level security;
      create policy setting_reader on setting for select to bank_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy setting_engine on setting for all to bank_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table setting');
  }
}
