import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People. The reader never sees a password hash: its grant leaves the column out. */
export class CreateUser1795460400002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table app_user (
        id uuid not null,
        tenant_id uuid not null,
        email text not null,
        username text,
        first_name text not null,
        last_name text not null,
        phone text,
        password_hash text not null,
        roles text[] not null,
        status text not null default 'active',
        gen integer not null default 1,
        customer_oid uuid not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        constraint app_user_pkey primary key (id),
        constraint app_user_tenant foreign key (tenant_id) references tenant (id),
        constraint app_user_customer_oid unique (customer_oid),
        constraint app_user_status check (status in ('active', 'disabled')),
        constraint app_user_roles check (
          cardinality(roles) > 0 and roles <@ array['customer', 'agent', 'admin', 'read_only']
        )
      );
      create unique index app_user_email on app_user (tenant_id, lower(email));
      create unique index app_user_username on app_user (tenant_id, lower(username));
      grant select (id, tenant_id, email, username, first_name, last_name, phone, roles, status, gen, customer_oid,
        created_at, updated_at) on app_user to auth_reader;
      grant select, insert, update on app_user to auth_engine;
      alter table app_user enable row level security;
      create policy app_user_reader on app_user for select to auth_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy app_user_engine on app_user for all to auth_engine using (true) with check (true);

      create table registration (
        tenant_id uuid not null,
        email text not null,
        idempotency_key text not null,
        fingerprint bytea not null,
        user_id uuid not null,
        created_at timestamptz(3) not null,
        constraint registration_pkey primary key (tenant_id, email, idempotency_key),
        constraint registration_user foreign key (user_id) references app_user (id)
      );
      grant select, insert on registration to auth_engine;
      alter table registration enable row level security;
      create policy registration_engine on registration for all to auth_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table registration; drop table app_user');
  }
}
