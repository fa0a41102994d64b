import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What customers may move in a day and a month, and what they have used of it. */
export class CreateLimit1795460400003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer add column counted_on text, add column limit_breach jsonb;

      create table limit_use (
        tenant_id uuid not null,
        user_id uuid not null,
        currency text not null,
        period text not null,
        deposit bigint not null default 0,
        withdrawal bigint not null default 0,
        transfer bigint not null default 0,
        constraint limit_use_pkey primary key (user_id, currency, period)
      ) with (fillfactor = 70);
      grant select on limit_use to transaction_reader;
      grant select, insert, update on limit_use to transaction_engine;
      alter table limit_use enable row level security;
      create policy limit_use_reader on limit_use for select to transaction_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy limit_use_engine on limit_use for all to transaction_engine using (true) with check (true);

      create table limit_override (
        tenant_id uuid not null,
        user_id uuid not null,
        currency text not null,
        kind text not null,
        per_transfer bigint,
        per_day bigint,
        per_month bigint,
        set_by uuid not null,
        set_at timestamptz(3) not null,
        constraint limit_override_pkey primary key (user_id, tenant_id, currency, kind),
        constraint limit_override_kind check (kind in ('deposit', 'withdrawal', 'transfer')),
        constraint limit_override_amounts check (
          per_transfer >= 0 and per_day >= 0 and per_month >= 0
        )
      );
      grant select on limit_override to transaction_reader;
      grant select, insert, delete on limit_override to transaction_engine;
      alter table limit_override enable row level security;
      create policy limit_override_reader on limit_override for select to transaction_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy limit_override_engine on limit_override for all to transaction_engine
        using (true) with check (true);

      update transfer set counted_on = to_char(created_at at time zone 'utc', 'YYYY-MM-DD')
        where booked_at is null and status <> 'declined';
      insert into limit_use (tenant_id, user_id, currency, period, deposit, withdrawal, transfer)
        select tenant_id, user_id, currency, period,
          coalesce(sum(amount) filter (where kind = 'deposit'), 0),
          coalesce(sum(amount) filter (where kind = 'withdrawal'), 0),
          coalesce(sum(amount) filter (where kind = 'transfer'), 0)
        from transfer cross join lateral (values (counted_on), (left(counted_on, 7))) as of(period)
        where counted_on is not null
        group by tenant_id, user_id, currency, period;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table limit_override;
      drop table limit_use;
      alter table transfer drop column limit_breach, drop column counted_on;
    `);
  }
}
