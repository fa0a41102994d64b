-- B1: one transfer written the best ordinary way: one function, one transaction, two entries and a row of an outbox.
drop schema if exists b cascade;
create schema b;
create table b.accounts (
  id bigint primary key,
  balance bigint not null,
  held bigint not null default 0,
  version bigint not null default 0,
  check (balance - held >= 0)
) with (fillfactor = 50);
create table b.transfers (
  id uuid primary key,
  debit bigint not null,
  credit bigint not null,
  amount bigint not null check (amount > 0),
  idem text not null unique,
  created_at timestamptz not null default now()
);
create table b.entries (
  id bigint generated always as identity primary key,
  transfer_id uuid not null,
  account_id bigint not null,
  amount bigint not null,
  balance_after bigint not null
);
create index on b.entries (account_id, id);
create table b.outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  payload jsonb not null
);
insert into b.accounts select g, 1000000000 from generate_series(1, 10000) g;
create function b.transfer(p_id uuid, p_d bigint, p_c bigint, p_a bigint, p_k text) returns text language plpgsql as $$
declare
  bd bigint;
  bc bigint;
begin
  insert into b.transfers (id, debit, credit, amount, idem) values (p_id, p_d, p_c, p_a, p_k) on conflict do nothing;
  if not found then return 'duplicate'; end if;
  -- The lower number is locked first, so that two transfers never wait for each other.
  if p_d < p_c then
    update b.accounts set balance = balance - p_a, version = version + 1
      where id = p_d and balance - held >= p_a returning balance into bd;
    if not found then raise exception 'insufficient' using errcode = 'P0001'; end if;
    update b.accounts set balance = balance + p_a, version = version + 1 where id = p_c returning balance into bc;
  else
    update b.accounts set balance = balance + p_a, version = version + 1 where id = p_c returning balance into bc;
    update b.accounts set balance = balance - p_a, version = version + 1
      where id = p_d and balance - held >= p_a returning balance into bd;
    if not found then raise exception 'insufficient' using errcode = 'P0001'; end if;
  end if;
  insert into b.entries (transfer_id, account_id, amount, balance_after)
    values (p_id, p_d, -p_a, bd), (p_id, p_c, p_a, bc);
  insert into b.outbox (topic, key, payload)
    values ('transfer.posted', p_d::text, jsonb_build_object('id', p_id, 'd', p_d, 'c', p_c, 'a', p_a));
  return 'ok';
end $$;
analyze b.accounts;
