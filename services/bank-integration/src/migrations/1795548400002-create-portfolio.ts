import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who of our customers is known at the outside bank, and what it last said of them. */
export class CreatePortfolio1795548400002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table portfolio (
        user_id uuid not null,
        tenant_id uuid not null,
        customer_oid uuid not null,
        linked_at timestamptz(3) not null,
        content jsonb,
        fetched_at timestamptz(3),
        constraint portfolio_pkey primary key (user_id)
      );
      grant select on portfolio to bank_reader;
      grant select, insert, update on portfolio to bank_engine;
      alter table portfolio enable row level security;
      create policy portfolio_reader on portfolio for select to bank_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy portfolio_engine on portfolio for all to bank_engine using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table portfolio');
  }
}
