import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The way out and the way in for messages, each written in the transaction of its effect. */
export class CreateMessaging1795460400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        id uuid not null,
        topic text not null,
        key text not null,
        type text not null,
        payload text not null,
        tenant uuid not null,
        causation text,
        traceparent text,
        created_at timestamptz not null default now(),
        constraint outbox_pkey primary key (id)
      );
      create index outbox_created_at on outbox (created_at);
      grant select, insert, delete on outbox to bank_engine;

      create table inbox (
        id uuid not null,
        heard_at timestamptz not null default now(),
        constraint inbox_pkey primary key (id)
      );
      grant select, insert, delete on inbox to bank_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table inbox; drop table outbox');
  }
}
