import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why an account is frozen, who froze it and when; the history of freezes is in the messages. */
export class AddFreeze1795460400004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table account
        add column frozen_reason text,
        add column frozen_by uuid,
        add column frozen_at timestamptz(3),
        add constraint account_freeze check (
          (frozen_at is null or status = 'frozen')
            and (frozen_at is null) = (frozen_reason is null) and (frozen_at is null) = (frozen_by is null)
        )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table account
        drop constraint account_freeze, drop column frozen_reason, drop column frozen_by, drop column frozen_at
    `);
  }
}
