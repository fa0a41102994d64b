-- The database of transaction after all migrations, from its catalogue. Made by npm run generate

grant usage on schema public to public;

create table inbox (
  id uuid not null,
  heard_at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (id)
);
grant delete, insert, select on inbox to transaction_engine;

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
CREATE INDEX outbox_created_at ON public.outbox USING btree (created_at);
grant delete, insert, select on outbox to transaction_engine;

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
  constraint transfer_idempotency UNIQUE (tenant_id, user_id, idempotency_key),
  constraint transfer_pkey PRIMARY KEY (id),
  constraint transfer_amount CHECK ((amount > 0)),
  constraint transfer_decision CHECK (((status = 'requested'::text) = (decided_at IS NULL))),
  constraint transfer_kind CHECK ((kind = ANY (ARRAY['deposit'::text, 'withdrawal'::text, 'transfer'::text]))),
  constraint transfer_legs CHECK ((((kind = 'deposit'::text) = (from_account_id IS NULL)) AND ((kind = 'withdrawal'::text) = (to_account_id IS NULL)))),
  constraint transfer_status CHECK ((status = ANY (ARRAY['requested'::text, 'completed'::text, 'declined'::text])))
);
CREATE INDEX transfer_incoming ON public.transfer USING btree (to_account_id, id) WHERE (status = 'completed'::text);
CREATE INDEX transfer_undecided ON public.transfer USING btree (next_ask_at) WHERE (next_ask_at IS NOT NULL);
CREATE INDEX transfer_user ON public.transfer USING btree (user_id, id);
alter table transfer enable row level security;
create policy transfer_engine on transfer for all to transaction_engine using (true) with check (true);
create policy transfer_reader on transfer for select to transaction_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on transfer to transaction_engine;
grant select on transfer to transaction_reader;
