-- The database of auth after all migrations, from its catalogue. Made by npm run generate

grant usage on schema public to public;

create table app_user (
  id uuid not null,
  tenant_id uuid not null,
  email text not null,
  username text,
  first_name text not null,
  last_name text not null,
  phone text,
  password_hash text not null,
  roles text[] not null,
  status text not null default 'active'::text,
  gen integer not null default 1,
  customer_oid uuid not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  totp_enabled boolean not null default false,
  constraint app_user_customer_oid UNIQUE (customer_oid),
  constraint app_user_pkey PRIMARY KEY (id),
  constraint app_user_tenant FOREIGN KEY (tenant_id) REFERENCES tenant(id),
  constraint app_user_roles CHECK (((cardinality(roles) > 0) AND (roles <@ ARRAY['customer'::text, 'agent'::text, 'admin'::text, 'read_only'::text]))),
  constraint app_user_status CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);
CREATE INDEX app_user_by_tenant ON public.app_user USING btree (tenant_id, id);
CREATE UNIQUE INDEX app_user_email ON public.app_user USING btree (tenant_id, lower(email));
CREATE UNIQUE INDEX app_user_username ON public.app_user USING btree (tenant_id, lower(username));
alter table app_user enable row level security;
create policy app_user_engine on app_user for all to auth_engine using (true) with check (true);
create policy app_user_reader on app_user for select to auth_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on app_user to auth_engine;
grant select (created_at, customer_oid, email, first_name, gen, id, last_name, phone, roles, status, tenant_id, totp_enabled, updated_at, username) on app_user to auth_reader;

create table inbox (
  id uuid not null,
  heard_at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (id)
);
grant delete, insert, select on inbox to auth_engine;

create table mfa_challenge (
  digest bytea not null,
  user_id uuid not null,
  tries integer not null default 0,
  expires_at timestamp(3) with time zone not null,
  constraint mfa_challenge_pkey PRIMARY KEY (digest),
  constraint mfa_challenge_user FOREIGN KEY (user_id) REFERENCES app_user(id),
  constraint mfa_challenge_digest CHECK ((octet_length(digest) = 32))
);
CREATE INDEX mfa_challenge_by_user ON public.mfa_challenge USING btree (user_id);
alter table mfa_challenge enable row level security;
create policy mfa_challenge_engine on mfa_challenge for all to auth_engine using (true) with check (true);
grant delete, insert, select, update on mfa_challenge to auth_engine;

create table oauth_client (
  id uuid not null,
  tenant_id uuid not null,
  name text not null,
  metadata jsonb not null,
  secret_digest text,
  roles text[] not null default '{}'::text[],
  created_by uuid not null,
  created_at timestamp(3) with time zone not null,
  deleted_at timestamp(3) with time zone,
  constraint oauth_client_pkey PRIMARY KEY (id),
  constraint oauth_client_tenant FOREIGN KEY (tenant_id) REFERENCES tenant(id),
  constraint oauth_client_roles CHECK ((roles <@ ARRAY['agent'::text, 'read_only'::text]))
);
CREATE INDEX oauth_client_by_tenant ON public.oauth_client USING btree (tenant_id, created_at);
alter table oauth_client enable row level security;
create policy oauth_client_engine on oauth_client for all to auth_engine using (true) with check (true);
create policy oauth_client_reader on oauth_client for select to auth_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on oauth_client to auth_engine;
grant select on oauth_client to auth_reader;

create table oauth_grant (
  id uuid not null,
  digest bytea not null,
  user_id uuid not null,
  session_id uuid not null,
  client_id text not null,
  payload jsonb not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint oauth_grant_by_digest UNIQUE (digest),
  constraint oauth_grant_pkey PRIMARY KEY (id),
  constraint oauth_grant_session FOREIGN KEY (session_id) REFERENCES session(id),
  constraint oauth_grant_user FOREIGN KEY (user_id) REFERENCES app_user(id),
  constraint oauth_grant_digest CHECK ((octet_length(digest) = 32))
);
CREATE INDEX oauth_grant_by_client ON public.oauth_grant USING btree (client_id) WHERE (ended_at IS NULL);
CREATE INDEX oauth_grant_by_session ON public.oauth_grant USING btree (session_id);
CREATE INDEX oauth_grant_by_user ON public.oauth_grant USING btree (user_id, created_at);
grant delete, insert, select, update on oauth_grant to auth_engine;

create table oauth_refresh_token (
  digest bytea not null,
  grant_digest bytea not null,
  payload jsonb not null,
  expires_at timestamp(3) with time zone not null,
  consumed_at timestamp(3) with time zone,
  constraint oauth_refresh_token_pkey PRIMARY KEY (digest),
  constraint oauth_refresh_token_grant FOREIGN KEY (grant_digest) REFERENCES oauth_grant(digest),
  constraint oauth_refresh_token_digest CHECK ((octet_length(digest) = 32))
);
CREATE INDEX oauth_refresh_token_by_expiry ON public.oauth_refresh_token USING btree (expires_at);
CREATE INDEX oauth_refresh_token_by_grant ON public.oauth_refresh_token USING btree (grant_digest);
grant delete, insert, select, update on oauth_refresh_token to auth_engine;

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
grant delete, insert, select on outbox to auth_engine;

create table password_reset (
  digest bytea not null,
  user_id uuid not null,
  made_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint password_reset_pkey PRIMARY KEY (digest),
  constraint password_reset_user FOREIGN KEY (user_id) REFERENCES app_user(id),
  constraint password_reset_digest CHECK ((octet_length(digest) = 32))
);
CREATE INDEX password_reset_by_user ON public.password_reset USING btree (user_id, made_at);
alter table password_reset enable row level security;
create policy password_reset_engine on password_reset for all to auth_engine using (true) with check (true);
grant delete, insert, select, update on password_reset to auth_engine;

create table recovery_code (
  user_id uuid not null,
  digest bytea not null,
  used_at timestamp(3) with time zone,
  constraint recovery_code_pkey PRIMARY KEY (user_id, digest),
  constraint recovery_code_user FOREIGN KEY (user_id) REFERENCES app_user(id),
  constraint recovery_code_digest CHECK ((octet_length(digest) = 32))
);
alter table recovery_code enable row level security;
create policy recovery_code_engine on recovery_code for all to auth_engine using (true) with check (true);
grant delete, insert, select, update on recovery_code to auth_engine;

create table refresh_token (
  digest bytea not null,
  session_id uuid not null,
  issued_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  consumed_at timestamp(3) with time zone,
  successor_sealed bytea,
  device bytea,
  constraint refresh_token_pkey PRIMARY KEY (digest),
  constraint refresh_token_session FOREIGN KEY (session_id) REFERENCES session(id),
  constraint refresh_token_digest CHECK ((octet_length(digest) = 32)),
  constraint refresh_token_successor CHECK (((successor_sealed IS NULL) = (device IS NULL)))
);
CREATE INDEX refresh_token_by_expiry ON public.refresh_token USING btree (expires_at);
CREATE INDEX refresh_token_by_session ON public.refresh_token USING btree (session_id);
grant delete, insert, select, update on refresh_token to auth_engine;

create table registration (
  tenant_id uuid not null,
  email text not null,
  idempotency_key text not null,
  fingerprint bytea not null,
  user_id uuid not null,
  created_at timestamp(3) with time zone not null,
  constraint registration_pkey PRIMARY KEY (tenant_id, email, idempotency_key),
  constraint registration_user FOREIGN KEY (user_id) REFERENCES app_user(id)
);
alter table registration enable row level security;
create policy registration_engine on registration for all to auth_engine using (true) with check (true);
grant delete, insert, select on registration to auth_engine;

create table revocation (
  id uuid not null,
  kind text not null,
  subject uuid not null,
  value bigint not null,
  made_at timestamp(3) with time zone not null,
  denied_at timestamp(3) with time zone,
  constraint revocation_pkey PRIMARY KEY (id),
  constraint revocation_kind CHECK ((kind = ANY (ARRAY['user'::text, 'tenant'::text])))
);
CREATE INDEX revocation_to_deny ON public.revocation USING btree (made_at) WHERE (denied_at IS NULL);
alter table revocation enable row level security;
create policy revocation_engine on revocation for all to auth_engine using (true) with check (true);
grant delete, insert, select, update on revocation to auth_engine;

create table session (
  id uuid not null,
  tenant_id uuid not null,
  user_id uuid not null,
  amr text[] not null,
  ip text,
  user_agent text,
  created_at timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  end_reason text,
  denied_at timestamp(3) with time zone,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_user_id FOREIGN KEY (user_id) REFERENCES app_user(id),
  constraint session_end CHECK (((ended_at IS NULL) = (end_reason IS NULL)))
);
CREATE INDEX session_by_user ON public.session USING btree (user_id, created_at);
CREATE INDEX session_open_by_tenant ON public.session USING btree (tenant_id) WHERE (ended_at IS NULL);
CREATE INDEX session_to_deny ON public.session USING btree (ended_at) WHERE ((ended_at IS NOT NULL) AND (denied_at IS NULL));
alter table session enable row level security;
create policy session_engine on session for all to auth_engine using (true) with check (true);
create policy session_reader on session for select to auth_reader using ((tenant_id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant delete, insert, select, update on session to auth_engine;
grant select on session to auth_reader;

create table signing_key (
  kid text not null,
  public_jwk jsonb not null,
  private_sealed bytea not null,
  state text not null,
  created_at timestamp(3) with time zone not null,
  stopped_at timestamp(3) with time zone,
  constraint signing_key_pkey PRIMARY KEY (kid),
  constraint signing_key_state CHECK ((state = ANY (ARRAY['signing'::text, 'verifying'::text, 'retired'::text])))
);
CREATE UNIQUE INDEX signing_key_one_signs ON public.signing_key USING btree (state) WHERE (state = 'signing'::text);
grant insert, select, update on signing_key to auth_engine;

create table tenant (
  id uuid not null,
  name text not null,
  status text not null default 'active'::text,
  open boolean not null default false,
  created_at timestamp(3) with time zone not null default now(),
  constraint tenant_pkey PRIMARY KEY (id),
  constraint tenant_status CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text, 'deleted'::text])))
);
CREATE UNIQUE INDEX tenant_name ON public.tenant USING btree (lower(name));
alter table tenant enable row level security;
create policy tenant_engine on tenant for all to auth_engine using (true) with check (true);
create policy tenant_reader on tenant for select to auth_reader using ((id = (NULLIF(current_setting('florin.tenant'::text, true), ''::text))::uuid));
grant insert, select, update on tenant to auth_engine;
grant select on tenant to auth_reader;

create table totp (
  user_id uuid not null,
  tenant_id uuid not null,
  secret_sealed bytea not null,
  confirmed_at timestamp(3) with time zone,
  last_step bigint not null default 0,
  failures integer not null default 0,
  failing_since timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  constraint totp_pkey PRIMARY KEY (user_id),
  constraint totp_user FOREIGN KEY (user_id) REFERENCES app_user(id)
);
alter table totp enable row level security;
create policy totp_engine on totp for all to auth_engine using (true) with check (true);
grant delete, insert, select, update on totp to auth_engine;
