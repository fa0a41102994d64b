import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that goes to other banks and comes from there: who is on the other side, limits, who has which number. */
export class AddExternal1795548400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        add column debtor jsonb,
        add column reason_code text,
        drop constraint transfer_kind,
        drop constraint transfer_legs,
        add constraint transfer_kind
          check (kind in ('deposit', 'withdrawal', 'transfer', 'reversal', 'external', 'incoming')),
        add constraint transfer_legs check (case kind
          when 'deposit' then from_account_id is null and to_account_id is not null
          when 'incoming' then from_account_id is null
          when 'transfer' then from_account_id is not null and to_account_id is not null
          when 'reversal' then from_account_id is not null or to_account_id is not null
          else from_account_id is not null and to_account_id is null end),
        add constraint transfer_debtor check ((kind = 'incoming') = (debtor is not null));

      alter table limit_use add column external bigint not null default 0;
      alter table limit_override
        drop constraint limit_override_kind,
        add constraint limit_override_kind check (kind in ('deposit', 'withdrawal', 'transfer', 'external'));

      create table payee (
        number text not null,
        account_id uuid not null,
        owner_id uuid not null,
        tenant_id uuid not null,
        currency text not null,
        constraint payee_pkey primary key (number)
      );
      grant select, insert on payee to transaction_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table payee;
      alter table limit_override
        drop constraint limit_override_kind,
        add constraint limit_override_kind check (kind in ('deposit', 'withdrawal', 'transfer'));
      alter table limit_use drop column external;
      alter table transfer
        drop constraint transfer_debtor,
        drop constraint transfer_kind,
        drop constraint transfer_legs,
        drop column debtor,
        drop column reason_code,
        add constraint transfer_kind check (kind in ('deposit', 'withdrawal', 'transfer', 'reversal', 'external')),
        add constraint transfer_legs check (case kind
          when 'deposit' then from_account_id is null and to_account_id is not null
          when 'transfer' then from_account_id is not null and to_account_id is not null
          when 'reversal' then from_account_id is not null or to_account_id is not null
          else from_account_id is not null and to_account_id is null end);
    `);
  }
}
