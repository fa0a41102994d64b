import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A session is one login; its refresh tokens are a family that lives and dies with it. */
export class CreateSession1795460400003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table session (
        id uuid not null,
        tenant_id uuid not null,
        user_id uuid not null,
        amr text[] not null,
        ip text,
        user_agent text,
        created_at timestamptz(3) not null,
        last_used_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3),
        end_reason text,
        denied_at timestamptz(3),
        constraint session_pkey primary key (id),
        constraint session_user_id foreign key (user_id) references app_user (id),
        constraint session_end check ((ended_at is null) = (end_reason is null))
      );
      create index session_by_user on session (user_id, created_at);
      create index session_to_deny on session (ended_at) where ended_at is not null and denied_at is null;
      grant select on session to auth_reader;
      grant select, insert, update on session to auth_engine;
      alter table session enable row level security;
      create policy session_reader on session for select to auth_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy session_engine on session for all to auth_engine using (true) with check (true);

      create table refresh_token (
        digest bytea not null,
        session_id uuid not null,
        issued_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        consumed_at timestamptz(3),
        constraint refresh_token_pkey primary key (digest),
        constraint refresh_token_session foreign key (session_id) references session (id),
        constraint refresh_token_digest check (octet_length(digest) = 32)
      );
      create index refresh_token_by_session on refresh_token (session_id);
      grant select, insert, update on refresh_token to auth_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table refresh_token; drop table session');
  }
}
