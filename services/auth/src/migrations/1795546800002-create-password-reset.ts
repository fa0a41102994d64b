import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens for a new password, hashed. */
export class CreatePasswordReset1795546800002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table password_reset (
        digest bytea not null,
        user_id uuid not null,
        made_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        constraint password_reset_pkey primary key (digest),
        constraint password_reset_user foreign key (user_id) references app_user (id),
        constraint password_reset_digest check (octet_length(digest) = 32)
      );
      create index password_reset_by_user on password_reset (user_id, made_at);
      grant select, insert, update, delete on password_reset to auth_engine;
      alter table password_reset enable row level security;
      create policy password_reset_engine on password_reset for all to auth_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table password_reset');
  }
}
