-- The database of bank-integration after all migrations, from its catalogue. Made by npm run generate

grant usage on schema public to public;

create table annotation (
  id uuid not null,
  tenant_id uuid not null,
  request_id uuid not null,
  author_id uuid not null,
  author_role text not null,
  text text not null,
  created_at timestamp(3) with time zone not null,
  constraint annotation_pkey PRIMARY KEY (id)
);
CREATE INDEX annotation_request ON public.annotation USING btree (request_id, id);
alter table annotation enable row level security;
create policy annotation_engine on annotation for all to bank_engine using (true) with check (true);
create policy annotation_reader on annotation for select to bank_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select on annotation to bank_engine;
grant select on annotation to bank_reader;

create table booking (
  payment_id uuid not null,
  what text not null,
  transfer_id uuid not null,
  tenant_id uuid not null,
  bank text not null,
  amount bigint not null,
  currency text not null,
  booked_at timestamp(3) with time zone not null,
  constraint booking_pkey PRIMARY KEY (payment_id, what),
  constraint booking_what CHECK ((what = ANY (ARRAY['payment'::text, 'return'::text, 'incoming'::text])))
);
CREATE INDEX booking_day ON public.booking USING btree (booked_at);
grant insert, select on booking to bank_engine;

create table callback (
  id uuid not null,
  body text not null,
  received_at timestamp(3) with time zone not null default now(),
  heard_at timestamp(3) with time zone,
  verdict text,
  constraint callback_pkey PRIMARY KEY (id)
);
CREATE INDEX callback_unheard ON public.callback USING btree (received_at) WHERE (heard_at IS NULL);
grant insert, select, update on callback to bank_engine;

create table confirmation (
  id uuid not null,
  tenant_id uuid not null,
  user_id uuid not null,
  client_id text,
  idempotency_key text not null,
  fingerprint bytea not null,
  asked jsonb not null,
  amount_minor bigint not null,
  currency character(3) not null,
  level text not null,
  status text not null default 'pending'::text,
  created_at timestamp(3) with time zone not null,
  session_id text,
  constraint confirmation_key UNIQUE (user_id, idempotency_key),
  constraint confirmation_session UNIQUE (session_id),
  constraint confirmation_pkey PRIMARY KEY (id),
  constraint confirmation_amount CHECK ((amount_minor > 0)),
  constraint confirmation_fingerprint CHECK ((octet_length(fingerprint) = 32)),
  constraint confirmation_level CHECK ((level = ANY (ARRAY['program'::text, 'page'::text]))),
  constraint confirmation_status CHECK ((status = ANY (ARRAY['pending'::text, 'confirmed'::text, 'refused'::text, 'used'::text]))),
  constraint confirmation_word CHECK (((level = 'program'::text) OR (status = ANY (ARRAY['pending'::text, 'refused'::text])) OR (session_id IS NOT NULL)))
);
CREATE INDEX confirmation_created_at ON public.confirmation USING btree (created_at);
CREATE INDEX confirmation_recent ON public.confirmation USING btree (user_id, created_at);
alter table confirmation enable row level security;
create policy confirmation_engine on confirmation for all to bank_engine using (true) with check (true);
create policy confirmation_reader on confirmation for select to bank_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant delete, insert, select, update on confirmation to bank_engine;
grant select on confirmation to bank_reader;

create table inbox (
  id uuid not null,
  heard_at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (id)
);
grant delete, insert, select on inbox to bank_engine;

create table incoming (
  id uuid not null,
  bank text not null,
  iban text not null,
  debtor jsonb not null,
  amount bigint not null,
  currency text not null,
  description text,
  received_at timestamp(3) with time zone not null default now(),
  constraint incoming_pkey PRIMARY KEY (id),
  constraint incoming_amount CHECK ((amount > 0))
);
grant insert, select on incoming to bank_engine;

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
grant delete, insert, select on outbox to bank_engine;

create table payment (
  id uuid not null,
  tenant_id uuid not null,
  bank text not null,
  creditor jsonb,
  amount bigint,
  currency text,
  description text,
  status text not null,
  reference text,
  reason text,
  asked_at timestamp(3) with time zone,
  tries integer not null default 0,
  next_try_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint payment_pkey PRIMARY KEY (id),
  constraint payment_asked CHECK (((asked_at IS NULL) = (status = ANY (ARRAY['ordered'::text, 'withdrawn'::text])))),
  constraint payment_order CHECK (((status = 'withdrawn'::text) OR ((creditor IS NOT NULL) AND (amount > 0) AND (currency IS NOT NULL)))),
  constraint payment_status CHECK ((status = ANY (ARRAY['ordered'::text, 'asked'::text, 'accepted'::text, 'settled'::text, 'rejected'::text, 'returned'::text, 'withdrawn'::text])))
);
CREATE INDEX payment_due ON public.payment USING btree (next_try_at) WHERE (next_try_at IS NOT NULL);
grant insert, select, update on payment to bank_engine;

create table portfolio (
  user_id uuid not null,
  tenant_id uuid not null,
  customer_oid uuid not null,
  linked_at timestamp(3) with time zone not null,
  content jsonb,
  fetched_at timestamp(3) with time zone,
  constraint portfolio_pkey PRIMARY KEY (user_id)
);
alter table portfolio enable row level security;
create policy portfolio_engine on portfolio for all to bank_engine using (true) with check (true);
create policy portfolio_reader on portfolio for select to bank_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on portfolio to bank_engine;
grant select on portfolio to bank_reader;

create table reconciliation (
  day date not null,
  bank text not null,
  lines integer not null,
  differences jsonb not null,
  compared_at timestamp(3) with time zone not null,
  constraint reconciliation_pkey PRIMARY KEY (bank, day)
);
grant insert, select, update on reconciliation to bank_engine;

create table request_key (
  user_id uuid not null,
  idempotency_key text not null,
  fingerprint bytea not null,
  answer jsonb,
  created_at timestamp(3) with time zone not null,
  constraint request_key_pkey PRIMARY KEY (user_id, idempotency_key),
  constraint request_key_fingerprint CHECK ((octet_length(fingerprint) = 32))
);
CREATE INDEX request_key_created_at ON public.request_key USING btree (created_at);
grant delete, insert, select, update on request_key to bank_engine;

create table service_request (
  id uuid not null,
  tenant_id uuid not null,
  customer_id uuid not null,
  kind text not null,
  subject text not null,
  description text,
  status text not null default 'open'::text,
  resolution text,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  closed_at timestamp(3) with time zone,
  closed_by uuid,
  constraint service_request_pkey PRIMARY KEY (id),
  constraint service_request_closed CHECK ((((status = 'closed'::text) = (closed_at IS NOT NULL)) AND ((closed_at IS NULL) = (closed_by IS NULL)) AND ((status = 'closed'::text) OR (resolution IS NULL)))),
  constraint service_request_kind CHECK ((kind = ANY (ARRAY['complaint'::text, 'callback'::text, 'fulfilment'::text]))),
  constraint service_request_status CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text])))
);
CREATE INDEX service_request_customer ON public.service_request USING btree (customer_id, id);
CREATE INDEX service_request_tenant ON public.service_request USING btree (tenant_id, id);
alter table service_request enable row level security;
create policy service_request_engine on service_request for all to bank_engine using (true) with check (true);
create policy service_request_reader on service_request for select to bank_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on service_request to bank_engine;
grant select on service_request to bank_reader;

create table setting (
  tenant_id uuid not null,
  mcp_server_url text not null,
  changed_by uuid not null,
  changed_at timestamp(3) with time zone not null,
  constraint setting_pkey PRIMARY KEY (tenant_id)
);
alter table setting enable row level security;
create policy setting_engine on setting for all to bank_engine using (true) with check (true);
create policy setting_reader on setting for select to bank_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on setting to bank_engine;
grant select on setting to bank_reader;
