import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was revoked of a person or a tenant, until the deny list has heard of it; and tenants that were given up. */
export class CreateRevocation1795547200002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table revocation (
        id uuid not null,
        kind text not null,
        subject uuid not null,
        value bigint not null,
        made_at timestamptz(3) not null,
        denied_at timestamptz(3),
        constraint revocation_pkey primary key (id),
        constraint revocation_kind check (kind in ('user', 'tenant'))
      );
      create index revocation_to_deny on revocation (made_at) where denied_at is null;
      grant select, insert, update, delete on revocation to auth_engine;
      alter table revocation enable row level security;
      create policy revocation_engine on revocation for all to auth_engine using (true) with check (true);

      alter table tenant drop constraint tenant_status;
      alter table tenant add constraint tenant_status check (status in ('active', 'disabled', 'deleted'));
      create index app_user_by_tenant on app_user (tenant_id, id);
      create index session_open_by_tenant on session (tenant_id) where ended_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index session_open_by_tenant; drop index app_user_by_tenant;
      update tenant set status = 'disabled' where status = 'deleted';
      alter table tenant drop constraint tenant_status;
      alter table tenant add constraint tenant_status check (status in ('active', 'disabled'));
      drop table revocation
    `);
  }
}
