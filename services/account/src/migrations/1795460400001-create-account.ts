import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An account holds money: a customer's, with a number, or one of the bank's own, with a purpose (`house`).
 * Balance, seq and booked_at change with every posting, so no index stands on them and half of each page is left
 * free: the updates stay within the page.
 */
export class CreateAccount1795460400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table account (
        id uuid not null,
        tenant_id uuid not null,
        owner_id uuid,
        house text,
        number char(10),
        type text not null,
        name text,
        currency char(3) not null,
        status text not null default 'active',
        balance bigint not null default 0,
        held bigint not null default 0,
        seq bigint not null default 0,
        booked_at timestamptz(3),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        constraint account_pkey primary key (id),
        constraint account_number unique (number),
        constraint account_number_digits check (number ~ '^[0-9]{10}$'),
        constraint account_kind check (
          (owner_id is null) = (house is not null) and (house is null) = (number is not null)
        ),
        constraint account_type check (
          (house is not null and type = 'house') or (house is null and type in ('checking', 'savings'))
        ),
        constraint account_status check (status in ('active', 'frozen', 'closed')),
        constraint account_held check (held >= 0),
        constraint account_funds check (house is not null or balance >= held)
      ) with (fillfactor = 50);
      create unique index account_house on account (tenant_id, house, currency) where house is not null;
      create index account_owner on account (owner_id, created_at, id) where owner_id is not null;
      grant select on account to account_reader;
      grant select, insert, update on account to account_engine;
      alter table account enable row level security;
      create policy account_reader on account for select to account_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy account_engine on account for all to account_engine using (true) with check (true);

      create table opening (
        user_id uuid not null,
        idempotency_key text not null,
        fingerprint bytea not null,
        account jsonb,
        created_at timestamptz(3) not null,
        constraint opening_pkey primary key (user_id, idempotency_key),
        constraint opening_fingerprint check (octet_length(fingerprint) = 32)
      );
      grant select, insert, update, delete on opening to account_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table opening; drop table account');
  }
}
