import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where an account's history stood at an instant: the seq of its last entry booked before it. Entries are gapless in
 * seq and never booked before their predecessor, so it is found by halving, over the key that is there: no index on
 * time burdens the postings.
 */
export class AddSeqAt1795548000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function seq_before(of_account uuid, last_seq bigint, instant timestamptz) returns bigint
        language plpgsql stable parallel safe as $$
        declare
          low bigint := 0;
          high bigint := last_seq;
          middle bigint;
          booked timestamptz;
        begin
          while low < high loop
            middle := (low + high + 1) / 2;
            select booked_at into strict booked from entry where account_id = of_account and seq = middle;
            if booked < instant then low := middle; else high := middle - 1; end if;
          end loop;
          return low;
        end
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function seq_before(uuid, bigint, timestamptz)');
  }
}
