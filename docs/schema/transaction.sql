-- The database of transaction after all migrations, from its catalogue. Made by npm run generate

grant usage on schema public to public;

create table inbox (
  id uuid not null,
  heard_at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (id)
);
grant delete, insert, select on inbox to transaction_engine;

create table limit_override (
  tenant_id uuid not null,
  user_id uuid not null,
  currency text not null,
  kind text not null,
  per_transfer bigint,
  per_day bigint,
  per_month bigint,
  set_by uuid not null,
  set_at timestamp(3) with time zone not null,
  constraint limit_override_pkey PRIMARY KEY (user_id, tenant_id, currency, kind),
  constraint limit_override_amounts CHECK (((per_transfer >= 0) AND (per_day >= 0) AND (per_month >= 0))),
  constraint limit_override_kind CHECK ((kind = ANY (ARRAY['deposit'::text, 'withdrawal'::text, 'transfer'::text, 'external'::text])))
);
alter table limit_override enable row level security;
create policy limit_override_engine on limit_override for all to transaction_engine using (true) with check (true);
create policy limit_override_reader on limit_override for select to transaction_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant delete, insert, select on limit_override to transaction_engine;
grant select on limit_override to transaction_reader;

create table limit_use (
  tenant_id uuid not null,
  user_id uuid not null,
  currency text not null,
  period text not null,
  deposit bigint not null default 0,
  withdrawal bigint not null default 0,
  transfer bigint not null default 0,
  external bigint not null default 0,
  constraint limit_use_pkey PRIMARY KEY (user_id, currency, period)
);
CREATE INDEX limit_use_period ON public.limit_use USING btree (period);
alter table limit_use enable row level security;
create policy limit_use_engine on limit_use for all to transaction_engine using (true) with check (true);
create policy limit_use_reader on limit_use for select to transaction_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant delete, insert, select, update on limit_use to transaction_engine;
grant select on limit_use to transaction_reader;

create table outbox (
  id uuid not null,
  topic text not null,
  key text not null,
  type text not null,
  payload text not null,
  tenant uuid not null,
  causation text,
  traceparent text,
  created_at timestamp with time zone not null default now(),
  constraint outbox_pkey PRIMARY KEY (id)
);
grant delete, insert, select on outbox to transaction_engine;

create table payee (
  number text not null,
  account_id uuid not null,
  owner_id uuid not null,
  tenant_id uuid not null,
  currency text not null,
  constraint payee_pkey PRIMARY KEY (number)
);
grant insert, select on payee to transaction_engine;

create table transfer (
  id uuid not null,
  tenant_id uuid not null,
  user_id uuid not null,
  kind text not null,
  status text not null,
  amount bigint not null,
  currency text not null,
  from_account_id uuid,
  to_account_id uuid,
  to_user_id uuid,
  description text,
  idempotency_key text,
  fingerprint bytea not null,
  decline_reason text,
  debit_entry_id uuid,
  credit_entry_id uuid,
  balance_after bigint,
  available bigint,
  timeline jsonb not null,
  booked_at timestamp(3) with time zone,
  asked_at timestamp(3) with time zone not null,
  ask_count integer not null,
  next_ask_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  counted_on text,
  limit_breach jsonb,
  screened boolean not null default false,
  creditor jsonb,
  withdrawal text,
  ending text,
  reverses_id uuid,
  reversed_amount bigint not null default 0,
  card_id uuid,
  debtor jsonb,
  reason_code text,
  constraint transfer_idempotency UNIQUE (tenant_id, user_id, idempotency_key),
  constraint transfer_pkey PRIMARY KEY (id),
  constraint transfer_amount CHECK ((amount > 0)),
  constraint transfer_creditor CHECK (((kind = 'external'::text) = (creditor IS NOT NULL))),
  constraint transfer_debtor CHECK (((kind = 'incoming'::text) = (debtor IS NOT NULL))),
  constraint transfer_decision CHECK (((status = ANY (ARRAY['requested'::text, 'in_review'::text, 'reserved'::text, 'capturing'::text, 'releasing'::text])) = (decided_at IS NULL))),
  constraint transfer_ending CHECK ((ending = ANY (ARRAY['declined'::text, 'returned'::text, 'cancelled'::text]))),
  constraint transfer_kind CHECK ((kind = ANY (ARRAY['deposit'::text, 'withdrawal'::text, 'transfer'::text, 'reversal'::text, 'external'::text, 'incoming'::text]))),
  constraint transfer_legs CHECK (
CASE kind
    WHEN 'deposit'::text THEN ((from_account_id IS NULL) AND (to_account_id IS NOT NULL))
    WHEN 'incoming'::text THEN (from_account_id IS NULL)
    WHEN 'transfer'::text THEN ((from_account_id IS NOT NULL) AND (to_account_id IS NOT NULL))
    WHEN 'reversal'::text THEN ((from_account_id IS NOT NULL) OR (to_account_id IS NOT NULL))
    ELSE ((from_account_id IS NOT NULL) AND (to_account_id IS NULL))
END),
  constraint transfer_reversed CHECK (((reversed_amount >= 0) AND (reversed_amount <= amount))),
  constraint transfer_reverses CHECK (
CASE kind
    WHEN 'reversal'::text THEN (reverses_id IS NOT NULL)
    WHEN 'incoming'::text THEN true
    ELSE (reverses_id IS NULL)
END),
  constraint transfer_status CHECK ((status = ANY (ARRAY['requested'::text, 'in_review'::text, 'reserved'::text, 'capturing'::text, 'releasing'::text, 'returning'::text, 'completed'::text, 'declined'::text, 'returned'::text, 'cancelled'::text]))),
  constraint transfer_withdrawal CHECK ((withdrawal = ANY (ARRAY['asked'::text, 'refused'::text])))
);
CREATE INDEX transfer_failed ON public.transfer USING btree (user_id, id) WHERE (status = ANY (ARRAY['declined'::text, 'returned'::text, 'cancelled'::text]));
CREATE INDEX transfer_incoming ON public.transfer USING btree (to_account_id, id) WHERE (status = 'completed'::text);
CREATE INDEX transfer_outgoing ON public.transfer USING btree (from_account_id, id) WHERE (status = 'completed'::text);
CREATE INDEX transfer_reversals ON public.transfer USING btree (reverses_id) WHERE (reverses_id IS NOT NULL);
CREATE INDEX transfer_undecided ON public.transfer USING btree (next_ask_at) WHERE (next_ask_at IS NOT NULL);
CREATE INDEX transfer_user ON public.transfer USING btree (user_id, id);
alter table transfer enable row level security;
create policy transfer_engine on transfer for all to transaction_engine using (true) with check (true);
create policy transfer_reader on transfer for select to transaction_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on transfer to transaction_engine;
grant select on transfer to transaction_reader;
