import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refunds: which transfer one gives back, and how much of a transfer was given back. */
export class AddReversal1795460400012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        add column reverses_id uuid,
        add column reversed_amount bigint not null default 0,
        add constraint transfer_reverses check ((kind = 'reversal') = (reverses_id is not null)),
        add constraint transfer_reversed check (reversed_amount between 0 and amount);
      create index transfer_reversals on transfer (reverses_id) where reverses_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table transfer drop column reverses_id, drop column reversed_amount');
  }
}
