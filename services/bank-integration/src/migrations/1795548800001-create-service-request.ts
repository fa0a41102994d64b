import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What customers want done by people, the remarks on it, and the idempotency keys of both. Remarks are only added.
 */
export class CreateServiceRequest1795548800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table service_request (
        id uuid not null,
        tenant_id uuid not null,
        customer_id uuid not null,
        kind text not null,
        subject text not null,
        description text,
        status text not null default 'open',
        resolution text,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        closed_at timestamptz(3),
        closed_by uuid,
        constraint service_request_pkey primary key (id),
        constraint service_request_kind check (kind in ('complaint', 'callback', 'fulfilment')),
        constraint service_request_status check (status in ('open', 'closed')),
        constraint service_request_closed check (
          (status = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_by is null)
          and (status = 'closed' or resolution is null)
        )
      );
      create index service_request_tenant on service_request (tenant_id, id);
      create index service_request_customer on service_request (customer_id, id);
      grant select on service_request to bank_reader;
      grant select, insert, update on service_request to bank_engine;
      alter table service_request enable row level security;
      create policy service_request_reader on service_request for select to bank_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy service_request_engine on service_request for all to bank_engine using (true) with check (true);

      create table annotation (
        id uuid not null,
        tenant_id uuid not null,
        request_id uuid not null,
        author_id uuid not null,
        author_role text not null,
        text text not null,
        created_at timestamptz(3) not null,
        constraint annotation_pkey primary key (id)
      );
      create index annotation_request on annotation (request_id, id);
      grant select on annotation to bank_reader;
      grant select, insert on annotation to bank_engine;
      alter table annotation enable row level security;
      create policy annotation_reader on annotation for select to bank_reader
        using (tenant_id = nullif(current_setting('florin.tenant', true), '')::uuid);
      create policy annotation_engine on annotation for all to bank_engine using (true) with check (true);

      create table request_key (
        user_id uuid not null,
        idempotency_key text not null,
        fingerprint bytea not null,
        answer jsonb,
        created_at timestamptz(3) not null,
        constraint request_key_pkey primary key (user_id, idempotency_key),
        constraint request_key_fingerprint check (octet_length(fingerprint) = 32)
      );
      grant select, insert, update on request_key to bank_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table request_key; drop table annotation; drop table service_request');
  }
}
