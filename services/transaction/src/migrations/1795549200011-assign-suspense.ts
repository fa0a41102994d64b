import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that waited in suspense is passed on by a transfer of kind `incoming` that names the one it came by. */
export class AssignSuspense1795549200011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        drop constraint transfer_reverses,
        add constraint transfer_reverses check (case kind
          when 'reversal' then reverses_id is not null
          when 'incoming' then true
          else reverses_id is null end);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        drop constraint transfer_reverses,
        add constraint transfer_reverses check ((kind = 'reversal') = (reverses_id is not null));
    `);
  }
}
