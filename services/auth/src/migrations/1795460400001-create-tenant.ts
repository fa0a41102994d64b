import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A tenant is a bank that runs on Florin. Route handlers read as `auth_reader` and see one tenant's rows only. */
export class CreateTenant1795460400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tenant (
        id uuid not null,
        name text not null,
        status text not null default 'active',
        open boolean not null default false,
        created_at timestamptz(3) not null default now(),
        constraint tenant_pkey primary key (id),
        constraint tenant_status check (status in ('active', 'disabled'))
      );
      create unique index tenant_name on tenant (lower(name));
      grant select on tenant to auth_reader;
      grant select, insert, update on tenant to auth_engine;
      alter table tenant enable row level security;
      create policy tenant_reader on tenant for select to auth_reader
        using (id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy tenant_engine on tenant for all to auth_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tenant');
  }
}
