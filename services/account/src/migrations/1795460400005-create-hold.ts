import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is set aside for transfers that are not decided yet: one row per transfer, which is open once and ends once.
 * The account's `held` is the sum of its open ones.
 */
export class CreateHold1795460400005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table hold (
        transfer_id uuid not null,
        id uuid not null,
        tenant_id uuid not null,
        account_id uuid not null,
        kind text not null,
        amount bigint not null,
        currency char(3) not null,
        description text,
        counterparty_id uuid not null,
        counterparty_number char(10),
        status text not null,
        created_at timestamptz(3) not null,
        closed_at timestamptz(3),
        constraint hold_pkey primary key (transfer_id),
        constraint hold_id unique (id),
        constraint hold_amount check (amount > 0),
        constraint hold_status check (status in ('open', 'captured', 'released')),
        constraint hold_closed check ((status = 'open') = (closed_at is null))
      );
      create index hold_open on hold (account_id, id) where status = 'open';
      grant select, insert on hold to account_engine;
      grant update (status, closed_at) on hold to account_engine;
      grant select on hold to account_reader;
      alter table hold enable row level security;
      create policy hold_reader on hold for select to account_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy hold_engine on hold for all to account_engine using (true) with check (true);

      create function refuse_reopening() returns trigger language plpgsql as $$
        begin
          raise exception 'a hold that has ended stays as it is' using errcode = 'restrict_violation';
        end
      $$;
      create trigger hold_ends_once before update on hold for each row when (old.status <> 'open')
        execute function refuse_reopening();
      create trigger hold_kept before delete or truncate on hold for each statement execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table hold; drop function refuse_reopening()');
  }
}
