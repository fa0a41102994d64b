import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a customer wrote beside a line of the books: its category. The line itself never changes. */
export class CreateNote1795548000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table note (
        account_id uuid not null,
        seq bigint not null,
        tenant_id uuid not null,
        category text not null,
        updated_at timestamptz(3) not null,
        constraint note_pkey primary key (account_id, seq)
      );
      grant select, insert, update on note to account_engine;
      grant select on note to account_reader;
      alter table note enable row level security;
      create policy note_reader on note for select to account_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy note_engine on note for all to account_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table note');
  }
}
