-- The database of account after all migrations, from its catalogue. Made by npm run generate

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
        begin
          raise exception '% is append-only: a mistake is corrected by another posting', tg_table_name
            using errcode = 'restrict_violation';
        end
      $function$
;

CREATE OR REPLACE FUNCTION public.refuse_reopening()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
        begin
          raise exception 'a hold that has ended stays as it is' using errcode = 'restrict_violation';
        end
      $function$
;

CREATE OR REPLACE FUNCTION public.seq_before(of_account uuid, last_seq bigint, instant timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
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
      $function$
;

grant usage on schema public to public;

create table account (
  id uuid not null,
  tenant_id uuid not null,
  owner_id uuid,
  house text,
  number character(10),
  type text not null,
  name text,
  currency character(3) not null,
  status text not null default 'active'::text,
  balance bigint not null default 0,
  held bigint not null default 0,
  seq bigint not null default 0,
  booked_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  frozen_reason text,
  frozen_by uuid,
  frozen_at timestamp(3) with time zone,
  constraint account_number UNIQUE (number),
  constraint account_pkey PRIMARY KEY (id),
  constraint account_freeze CHECK ((((frozen_at IS NULL) OR (status = 'frozen'::text)) AND ((frozen_at IS NULL) = (frozen_reason IS NULL)) AND ((frozen_at IS NULL) = (frozen_by IS NULL)))),
  constraint account_funds CHECK (((house IS NOT NULL) OR (balance >= held))),
  constraint account_held CHECK ((held >= 0)),
  constraint account_kind CHECK ((((owner_id IS NULL) = (house IS NOT NULL)) AND ((house IS NULL) = (number IS NOT NULL)))),
  constraint account_number_digits CHECK ((number ~ '^[0-9]{10}$'::text)),
  constraint account_status CHECK ((status = ANY (ARRAY['active'::text, 'frozen'::text, 'closed'::text]))),
  constraint account_type CHECK ((((house IS NOT NULL) AND (type = 'house'::text)) OR ((house IS NULL) AND (type = ANY (ARRAY['checking'::text, 'savings'::text])))))
);
CREATE UNIQUE INDEX account_house ON public.account USING btree (tenant_id, house, currency) WHERE (house IS NOT NULL);
CREATE INDEX account_owner ON public.account USING btree (owner_id, created_at, id) WHERE (owner_id IS NOT NULL);
CREATE INDEX account_tenant ON public.account USING btree (tenant_id, created_at, id) WHERE (owner_id IS NOT NULL);
alter table account enable row level security;
create policy account_engine on account for all to account_engine using (true) with check (true);
create policy account_reader on account for select to account_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on account to account_engine;
grant select on account to account_reader;

create table card (
  id uuid not null,
  tenant_id uuid not null,
  account_id uuid not null,
  owner_id uuid not null,
  number_sealed bytea not null,
  number_index bytea not null,
  key_version integer not null,
  last_four character(4) not null,
  expires_at timestamp(3) with time zone not null,
  status text not null default 'active'::text,
  replaced_by uuid,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint card_number UNIQUE (number_index),
  constraint card_pkey PRIMARY KEY (id),
  constraint card_last_four CHECK ((last_four ~ '^[0-9]{4}$'::text)),
  constraint card_replaced CHECK (((status = 'replaced'::text) = (replaced_by IS NOT NULL))),
  constraint card_status CHECK ((status = ANY (ARRAY['active'::text, 'frozen'::text, 'replaced'::text, 'cancelled'::text, 'expired'::text])))
);
CREATE INDEX card_account ON public.card USING btree (account_id, created_at, id);
CREATE INDEX card_key ON public.card USING btree (tenant_id, key_version, id);
CREATE UNIQUE INDEX card_one_lives ON public.card USING btree (account_id) WHERE (status = ANY (ARRAY['active'::text, 'frozen'::text]));
alter table card enable row level security;
create policy card_engine on card for all to account_engine using (true) with check (true);
create policy card_reader on card for select to account_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select on card to account_engine;
grant update (key_version, number_sealed, replaced_by, status, updated_at) on card to account_engine;
grant select (account_id, created_at, expires_at, id, last_four, owner_id, replaced_by, status, tenant_id, updated_at) on card to account_reader;

create table data_key (
  tenant_id uuid not null,
  version integer not null,
  wrapped bytea not null,
  created_at timestamp(3) with time zone not null,
  constraint data_key_pkey PRIMARY KEY (tenant_id, version)
);
grant insert, select on data_key to account_engine;
grant update (wrapped) on data_key to account_engine;

create table digest_key (
  is_one boolean not null default true,
  wrapped bytea not null,
  created_at timestamp(3) with time zone not null,
  constraint digest_key_pkey PRIMARY KEY (is_one),
  constraint digest_key_one CHECK (is_one)
);
grant insert, select on digest_key to account_engine;
grant update (wrapped) on digest_key to account_engine;

create table entry (
  account_id uuid not null,
  seq bigint not null,
  id uuid not null,
  tenant_id uuid not null,
  posting_id uuid,
  transfer_id uuid not null,
  kind text not null,
  status text not null,
  decline_reason text,
  amount bigint not null,
  currency character(3) not null,
  balance_after bigint not null,
  description text,
  counterparty_id uuid,
  counterparty_number character(10),
  booked_at timestamp(3) with time zone not null,
  counterparty_name text,
  counterparty_iban text,
  card_id uuid,
  constraint entry_id UNIQUE (id),
  constraint entry_pkey PRIMARY KEY (account_id, seq),
  constraint entry_amount CHECK ((amount <> 0)),
  constraint entry_decline CHECK (((status = 'declined'::text) = (decline_reason IS NOT NULL))),
  constraint entry_posting CHECK (((status = 'approved'::text) = (posting_id IS NOT NULL))),
  constraint entry_seq CHECK ((seq > 0)),
  constraint entry_status CHECK ((status = ANY (ARRAY['approved'::text, 'declined'::text])))
);
CREATE INDEX entry_card ON public.entry USING btree (account_id, card_id, seq) WHERE (card_id IS NOT NULL);
CREATE INDEX entry_declined ON public.entry USING btree (account_id, seq) WHERE (status = 'declined'::text);
alter table entry enable row level security;
create policy entry_engine on entry for all to account_engine using (true) with check (true);
create policy entry_reader on entry for select to account_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select on entry to account_engine;
grant select on entry to account_reader;
CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table hold (
  transfer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  account_id uuid not null,
  kind text not null,
  amount bigint not null,
  currency character(3) not null,
  description text,
  counterparty_id uuid not null,
  counterparty_number character(10),
  status text not null,
  created_at timestamp(3) with time zone not null,
  closed_at timestamp(3) with time zone,
  counterparty_name text,
  counterparty_iban text,
  constraint hold_id UNIQUE (id),
  constraint hold_pkey PRIMARY KEY (transfer_id),
  constraint hold_amount CHECK ((amount > 0)),
  constraint hold_closed CHECK (((status = 'open'::text) = (closed_at IS NULL))),
  constraint hold_status CHECK ((status = ANY (ARRAY['open'::text, 'captured'::text, 'released'::text])))
);
CREATE INDEX hold_account ON public.hold USING btree (account_id, created_at);
CREATE INDEX hold_open ON public.hold USING btree (account_id, id) WHERE (status = 'open'::text);
alter table hold enable row level security;
create policy hold_engine on hold for all to account_engine using (true) with check (true);
create policy hold_reader on hold for select to account_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select on hold to account_engine;
grant select on hold to account_reader;
grant update (closed_at, status) on hold to account_engine;
CREATE TRIGGER hold_ends_once BEFORE UPDATE ON public.hold FOR EACH ROW WHEN ((old.status <> 'open'::text)) EXECUTE FUNCTION refuse_reopening();
CREATE TRIGGER hold_kept BEFORE DELETE OR TRUNCATE ON public.hold FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table inbox (
  id uuid not null,
  heard_at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (id)
);
grant delete, insert, select on inbox to account_engine;

create table note (
  account_id uuid not null,
  seq bigint not null,
  tenant_id uuid not null,
  category text not null,
  updated_at timestamp(3) with time zone not null,
  constraint note_pkey PRIMARY KEY (account_id, seq)
);
alter table note enable row level security;
create policy note_engine on note for all to account_engine using (true) with check (true);
create policy note_reader on note for select to account_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on note to account_engine;
grant select on note to account_reader;

create table opening (
  user_id uuid not null,
  idempotency_key text not null,
  fingerprint bytea not null,
  account jsonb,
  created_at timestamp(3) with time zone not null,
  constraint opening_pkey PRIMARY KEY (user_id, idempotency_key),
  constraint opening_fingerprint CHECK ((octet_length(fingerprint) = 32))
);
grant delete, insert, select, update on opening to account_engine;

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
grant delete, insert, select on outbox to account_engine;

create table outcome (
  transfer_id uuid not null,
  verb text not null,
  tenant_id uuid not null,
  type text not null,
  payload text not null,
  constraint outcome_pkey PRIMARY KEY (transfer_id, verb)
);
alter table outcome enable row level security;
create policy outcome_engine on outcome for all to account_engine using (true) with check (true);
create policy outcome_reader on outcome for select to account_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select on outcome to account_engine;
grant select on outcome to account_reader;
CREATE TRIGGER outcome_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.outcome FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table posting (
  id uuid not null,
  tenant_id uuid not null,
  transfer_id uuid not null,
  verb text not null,
  kind text not null,
  booked_at timestamp(3) with time zone not null,
  constraint posting_pkey PRIMARY KEY (id)
);
alter table posting enable row level security;
create policy posting_engine on posting for all to account_engine using (true) with check (true);
create policy posting_reader on posting for select to account_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select on posting to account_engine;
grant select on posting to account_reader;
CREATE TRIGGER posting_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.posting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
