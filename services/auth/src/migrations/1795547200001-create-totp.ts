import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The second factor. Secrets are sealed, codes and challenges hashed; the reader sees of it only whether it is on. */
export class CreateTotp1795547200001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table app_user add column totp_enabled boolean not null default false;
      grant select (totp_enabled) on app_user to auth_reader;

      create table totp (
        user_id uuid not null,
        tenant_id uuid not null,
        secret_sealed bytea not null,
        confirmed_at timestamptz(3),
        last_step bigint not null default 0,
        failures integer not null default 0,
        failing_since timestamptz(3),
        created_at timestamptz(3) not null,
        constraint totp_pkey primary key (user_id),
        constraint totp_user foreign key (user_id) references app_user (id)
      );
      grant select, insert, update, delete on totp to auth_engine;
      alter table totp enable row level security;
      create policy totp_engine on totp for all to auth_engine using (true) with check (true);

      create table recovery_code (
        user_id uuid not null,
        digest bytea not null,
        used_at timestamptz(3),
        constraint recovery_code_pkey primary key (user_id, digest),
        constraint recovery_code_user foreign key (user_id) references app_user (id),
        constraint recovery_code_digest check (octet_length(digest) = 32)
      );
      grant select, insert, update, delete on recovery_code to auth_engine;
      alter table recovery_code enable row level security;
      create policy recovery_code_engine on recovery_code for all to auth_engine using (true) with check (true);

      create table mfa_challenge (
        digest bytea not null,
        user_id uuid not null,
        tries integer not null default 0,
        expires_at timestamptz(3) not null,
        constraint mfa_challenge_pkey primary key (digest),
        constraint mfa_challenge_user foreign key (user_id) references app_user (id),
        constraint mfa_challenge_digest check (octet_length(digest) = 32)
      );
      create index mfa_challenge_by_user on mfa_challenge (user_id);
      grant select, insert, update, delete on mfa_challenge to auth_engine;
      alter table mfa_challenge enable row level security;
      create policy mfa_challenge_engine on mfa_challenge for all to auth_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table mfa_challenge; drop table recovery_code; drop table totp;
      alter table app_user drop column totp_enabled
    `);
  }
}
