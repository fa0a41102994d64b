import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The books. A posting is a balanced set of entries, an entry one line on an account, an outcome what was once
 * answered to a command. All three are append-only: by privilege, and by a trigger that raises for everybody else.
 * No foreign keys to account: its rows are hot, and a check would lock them a second time.
 */
export class CreateLedger1795460400002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table posting (
        id uuid not null,
        tenant_id uuid not null,
        transfer_id uuid not null,
        verb text not null,
        kind text not null,
        booked_at timestamptz(3) not null,
        constraint posting_pkey primary key (id)
      );

      create table entry (
        account_id uuid not null,
        seq bigint not null,
        id uuid not null,
        tenant_id uuid not null,
        posting_id uuid,
        transfer_id uuid not null,
        kind text not null,
        status text not null,
        decline_reason text,
        amount bigint not null,
        currency char(3) not null,
        balance_after bigint not null,
        description text,
        counterparty_id uuid,
        counterparty_number char(10),
        booked_at timestamptz(3) not null,
        constraint entry_pkey primary key (account_id, seq),
        constraint entry_id unique (id),
        constraint entry_seq check (seq > 0),
        constraint entry_amount check (amount <> 0),
        constraint entry_status check (status in ('approved', 'declined')),
        constraint entry_posting check ((status = 'approved') = (posting_id is not null)),
        constraint entry_decline check ((status = 'declined') = (decline_reason is not null))
      );

      create table outcome (
        transfer_id uuid not null,
        verb text not null,
        tenant_id uuid not null,
        type text not null,
        payload text not null,
        constraint outcome_pkey primary key (transfer_id, verb)
      );

      create function refuse_change() returns trigger language plpgsql as $$
        begin
          raise exception '% is append-only: a mistake is corrected by another posting', tg_table_name
            using errcode = 'restrict_violation';
        end
      $$;
    `);
    for (const table of ['posting', 'entry', 'outcome']) {
      await runner.query(`
        create trigger ${table}_append_only before update or delete or truncate on ${table}
          for each statement execute function refuse_change();
        grant select, insert on ${table} to account_engine;
        alter table ${table} enable row level security;
        create policy ${table}_reader on ${table} for select to account_reader
          using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
        create policy ${table}_engine on ${table} for all to account_engine using (true) with check (true);
      `);
    }
    await runner.query('grant select on posting, entry to account_reader');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outcome; drop table entry; drop table posting; drop function refuse_change()');
  }
}
