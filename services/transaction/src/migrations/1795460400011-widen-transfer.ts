import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The whole course of a transfer: held, looked at, sent to another bank, given back. */
export class WidenTransfer1795460400011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        add column screened boolean not null default false,
        add column creditor jsonb,
        add column withdrawal text,
        add column ending text,
        drop constraint transfer_kind,
        drop constraint transfer_status,
        drop constraint transfer_legs,
        drop constraint transfer_decision,
        add constraint transfer_kind check (kind in ('deposit', 'withdrawal', 'transfer', 'reversal', 'external')),
        add constraint transfer_status check (status in ('requested', 'in_review', 'reserved', 'capturing', 'releasing',
          'returning', 'completed', 'declined', 'returned', 'cancelled')),
        add constraint transfer_legs check (case kind
          when 'deposit' then from_account_id is null and to_account_id is not null
          when 'transfer' then from_account_id is not null and to_account_id is not null
          when 'reversal' then from_account_id is not null or to_account_id is not null
          else from_account_id is not null and to_account_id is null end),
        add constraint transfer_decision check (
          (status in ('requested', 'in_review', 'reserved', 'capturing', 'releasing')) = (decided_at is null)
        ),
        add constraint transfer_creditor check ((kind = 'external') = (creditor is not null)),
        add constraint transfer_withdrawal check (withdrawal in ('asked', 'refused')),
        add constraint transfer_ending check (ending in ('declined', 'returned', 'cancelled'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        drop constraint transfer_kind,
        drop constraint transfer_status,
        drop constraint transfer_legs,
        drop constraint transfer_decision,
        drop column screened,
        drop column creditor,
        drop column withdrawal,
        drop column ending,
        add constraint transfer_kind check (kind in ('deposit', 'withdrawal', 'transfer')),
        add constraint transfer_status check (status in ('requested', 'completed', 'declined')),
        add constraint transfer_legs check (
          (kind = 'deposit') = (from_account_id is null) and (kind = 'withdrawal') = (to_account_id is null)
        ),
        add constraint transfer_decision check ((status = 'requested') = (decided_at is null));
    `);
  }
}
