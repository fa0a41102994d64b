import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Transfers that programs asked for and that wait for the customer's word. A login confirms one of them, and what needs
 * the bank's page is never used without a login.
 */
export class CreateConfirmation1795548800002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table confirmation (
        id uuid not null,
        tenant_id uuid not null,
        user_id uuid not null,
        client_id text,
        idempotency_key text not null,
        fingerprint bytea not null,
        asked jsonb not null,
        amount_minor bigint not null,
        currency char(3) not null,
        level text not null,
        status text not null default 'pending',
        created_at timestamptz(3) not null,
        session_id text,
        constraint confirmation_pkey primary key (id),
        constraint confirmation_key unique (user_id, idempotency_key),
        constraint confirmation_session unique (session_id),
        constraint confirmation_level check (level in ('program', 'page')),
        constraint confirmation_status check (status in ('pending', 'confirmed', 'refused', 'used')),
        constraint confirmation_fingerprint check (octet_length(fingerprint) = 32),
        constraint confirmation_amount check (amount_minor > 0),
        constraint confirmation_word check (
          level = 'program' or status in ('pending', 'refused') or session_id is not null
        )
      );
      create index confirmation_recent on confirmation (user_id, created_at);
      grant select on confirmation to bank_reader;
      grant select, insert, update on confirmation to bank_engine;
      alter table confirmation enable row level security;
      create policy confirmation_reader on confirmation for select to bank_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy confirmation_engine on confirmation for all to bank_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table confirmation');
  }
}
