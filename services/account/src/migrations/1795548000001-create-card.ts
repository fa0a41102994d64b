import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Cards, and what a line tells of whom and what it was paid with. A card's number is kept sealed, with the key of its
 * tenant, and beside it a keyed digest by which an equal number is found. Its state changes under the lock of its
 * account's row.
 */
export class CreateCard1795548000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table data_key (
        tenant_id uuid not null,
        version integer not null,
        wrapped bytea not null,
        created_at timestamptz(3) not null,
        constraint data_key_pkey primary key (tenant_id, version)
      );
      grant select, insert on data_key to account_engine;

      create table card (
        id uuid not null,
        tenant_id uuid not null,
        account_id uuid not null,
        owner_id uuid not null,
        number_sealed bytea not null,
        number_index bytea not null,
        key_version integer not null,
        last_four char(4) not null,
        expires_at timestamptz(3) not null,
        status text not null default 'active',
        replaced_by uuid,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        constraint card_pkey primary key (id),
        constraint card_number unique (number_index),
        constraint card_last_four check (last_four ~ '^[0-9]{4}$'),
        constraint card_status check (status in ('active', 'frozen', 'replaced', 'cancelled', 'expired')),
        constraint card_replaced check ((status = 'replaced') = (replaced_by is not null))
      );
      create unique index card_one_lives on card (account_id) where status in ('active', 'frozen');
      create index card_account on card (account_id, created_at, id);
      grant select, insert on card to account_engine;
      grant update (status, replaced_by, updated_at) on card to account_engine;
      grant select (id, tenant_id, account_id, owner_id, last_four, expires_at, status, replaced_by, created_at,
        updated_at) on card to account_reader;
      alter table card enable row level security;
      create policy card_reader on card for select to account_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy card_engine on card for all to account_engine using (true) with check (true);

      alter table entry
        add column counterparty_name text,
        add column counterparty_iban text,
        add column card_id uuid;
      create index entry_card on entry (account_id, card_id, seq) where card_id is not null;
      create index entry_declined on entry (account_id, seq) where status = 'declined';
      alter table hold add column counterparty_name text, add column counterparty_iban text;
      create index hold_account on hold (account_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index hold_account;
      drop index entry_declined;
      drop index entry_card;
      alter table hold drop column counterparty_name, drop column counterparty_iban;
      alter table entry drop column counterparty_name, drop column counterparty_iban, drop column card_id;
      drop table card;
      drop table data_key;
    `);
  }
}
