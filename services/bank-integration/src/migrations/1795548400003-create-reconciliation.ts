import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was booked on our settlement account, and how each day of it compared with the other bank's statement. */
export class CreateReconciliation1795548400003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table booking (
        payment_id uuid not null,
        what text not null,
        transfer_id uuid not null,
        tenant_id uuid not null,
        bank text not null,
        amount bigint not null,
        currency text not null,
        booked_at timestamptz(3) not null,
        constraint booking_pkey primary key (payment_id, what),
        constraint booking_what check (what in ('payment', 'return', 'incoming'))
      );
      create index booking_day on booking (booked_at);
      grant select, insert on booking to bank_engine;

      create table reconciliation (
        day date not null,
        bank text not null,
        lines integer not null,
        differences jsonb not null,
        compared_at timestamptz(3) not null,
        constraint reconciliation_pkey primary key (bank, day)
      );
      grant select, insert, update on reconciliation to bank_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reconciliation; drop table booking');
  }
}
