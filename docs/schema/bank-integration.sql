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

create table inbox (
  id uuid not null,
  heard_at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (id)
);
grant delete, insert, select on inbox to bank_engine;

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
grant delete, insert, select on outbox to bank_engine;

create table request_key (
  user_id uuid not null,
  idempotency_key text not null,
  fingerprint bytea not null,
  answer jsonb,
  created_at timestamp(3) with time zone not null,
  constraint request_key_pkey PRIMARY KEY (user_id, idempotency_key),
  constraint request_key_fingerprint CHECK ((octet_length(fingerprint) = 32))
);
grant insert, select, update on request_key to bank_engine;

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
