import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What customers asked for, and how it ended. */
export class CreateTransfer1795460400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table transfer (
        id uuid not null,
        tenant_id uuid not null,
        user_id uuid not null,
        kind text not null,
        status text not null,
        amount bigint not null,
        currency text not null,
        from_account_id uuid,
        to_account_id uuid,
        to_user_id uuid,
        description text,
        idempotency_key text,
        fingerprint bytea not null,
        decline_reason text,
        debit_entry_id uuid,
        credit_entry_id uuid,
        balance_after bigint,
        available bigint,
        timeline jsonb not null,
        booked_at timestamptz(3),
        asked_at timestamptz(3) not null,
        ask_count integer not null,
        next_ask_at timestamptz(3),
        created_at timestamptz(3) not null,
        decided_at timestamptz(3),
        constraint transfer_pkey primary key (id),
        constraint transfer_idempotency unique (tenant_id, user_id, idempotency_key),
        constraint transfer_kind check (kind in ('deposit', 'withdrawal', 'transfer')),
        constraint transfer_status check (status in ('requested', 'completed', 'declined')),
        constraint transfer_amount check (amount > 0),
        constraint transfer_legs check (
          (kind = 'deposit') = (from_account_id is null) and (kind = 'withdrawal') = (to_account_id is null)
        ),
        constraint transfer_decision check ((status = 'requested') = (decided_at is null))
      ) with (fillfactor = 70);
      create index transfer_user on transfer (user_id, id);
      create index transfer_incoming on transfer (to_account_id, id) where status = 'completed';
      create index transfer_undecided on transfer (next_ask_at) where next_ask_at is not null;
      grant select on transfer to transaction_reader;
      grant select, insert, update on transfer to transaction_engine;
      alter table transfer enable row level security;
      create policy transfer_reader on transfer for select to transaction_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy transfer_engine on transfer for all to transaction_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table transfer');
  }
}
