-- The database of bank-integration after all migrations, from its catalogue. Made by npm run generate

grant usage on schema public to public;

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
