import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Clients of other houses, what people have allowed them, and their refresh tokens. A grant is tied to a session of
 * its own, so that whatever ends a session ends the grant; of a token only its sha256 is kept.
 */
export class CreateOauth1795547600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table oauth_client (
        id uuid not null,
        tenant_id uuid not null,
        name text not null,
        metadata jsonb not null,
        secret_digest text,
        roles text[] not null default '{}',
        created_by uuid not null,
        created_at timestamptz(3) not null,
        deleted_at timestamptz(3),
        constraint oauth_client_pkey primary key (id),
        constraint oauth_client_tenant foreign key (tenant_id) references tenant (id),
        constraint oauth_client_roles check (roles <@ array['agent', 'read_only'])
      );
      create index oauth_client_by_tenant on oauth_client (tenant_id, created_at);
      grant select on oauth_client to auth_reader;
      grant select, insert, update on oauth_client to auth_engine;
      alter table oauth_client enable row level security;
      create policy oauth_client_reader on oauth_client for select to auth_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy oauth_client_engine on oauth_client for all to auth_engine using (true) with check (true);

      create table oauth_grant (
        id uuid not null,
        digest bytea not null,
        user_id uuid not null,
        session_id uuid not null,
        client_id text not null,
        payload jsonb not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3),
        constraint oauth_grant_pkey primary key (id),
        constraint oauth_grant_by_digest unique (digest),
        constraint oauth_grant_user foreign key (user_id) references app_user (id),
        constraint oauth_grant_session foreign key (session_id) references session (id),
        constraint oauth_grant_digest check (octet_length(digest) = 32)
      );
      create index oauth_grant_by_user on oauth_grant (user_id, created_at);
      create index oauth_grant_by_client on oauth_grant (client_id) where ended_at is null;
      grant select, insert, update on oauth_grant to auth_engine;

      create table oauth_refresh_token (
        digest bytea not null,
        grant_digest bytea not null,
        payload jsonb not null,
        expires_at timestamptz(3) not null,
        consumed_at timestamptz(3),
        constraint oauth_refresh_token_pkey primary key (digest),
        constraint oauth_refresh_token_grant foreign key (grant_digest) references oauth_grant (digest),
        constraint oauth_refresh_token_digest check (octet_length(digest) = 32)
      );
      create index oauth_refresh_token_by_grant on oauth_refresh_token (grant_digest);
      grant select, insert, update, delete on oauth_refresh_token to auth_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table oauth_refresh_token; drop table oauth_grant; drop table oauth_client');
  }
}
