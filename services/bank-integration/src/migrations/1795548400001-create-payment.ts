import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Payments to and from other banks. `asked_at` is the fact that decides whether a payment can still be withdrawn: it is
 * committed before the first byte leaves.
 */
export class CreatePayment1795548400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payment (
        id uuid not null,
        tenant_id uuid not null,
        bank text not null,
        creditor jsonb,
        amount bigint,
        currency text,
        description text,
        status text not null,
        reference text,
        reason text,
        asked_at timestamptz(3),
        tries integer not null default 0,
        next_try_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        constraint payment_pkey primary key (id),
        constraint payment_status check (status in
          ('ordered', 'asked', 'accepted', 'settled', 'rejected', 'returned', 'withdrawn')),
        constraint payment_asked check ((asked_at is null) = (status in ('ordered', 'withdrawn'))),
        constraint payment_order check (
          status = 'withdrawn' or (creditor is not null and amount > 0 and currency is not null)
        )
      );
      create index payment_due on payment (next_try_at) where next_try_at is not null;
      grant select, insert, update on payment to bank_engine;

      create table incoming (
        id uuid not null,
        bank text not null,
        iban text not null,
        debtor jsonb not null,
        amount bigint not null,
        currency text not null,
        description text,
        received_at timestamptz(3) not null default now(),
        constraint incoming_pkey primary key (id),
        constraint incoming_amount check (amount > 0)
      );
      grant select, insert on incoming to bank_engine;

      create table callback (
        id uuid not null,
        body text not null,
        received_at timestamptz(3) not null default now(),
        heard_at timestamptz(3),
        verdict text,
        constraint callback_pkey primary key (id)
      );
      create index callback_unheard on callback (received_at) where heard_at is null;
      grant select, insert, update on callback to bank_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table callback; drop table incoming; drop table payment');
  }
}
