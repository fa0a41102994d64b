import { Injectable } from '@nestjs/common';
import { outboxArrays, outboxUnnest, OUTBOX_COLUMNS, type OutboxRow } from '@florin/platform/messaging';
import type { PoolClient } from 'pg';
import type { Decision, LockedAccount } from './posting.js';

/** What was once answered to a command, by its transfer and verb. */
export interface Outcome {
  readonly transferId: string;
  readonly verb: string;
  readonly tenantId: string;
  readonly type: string;
  readonly payload: string;
}

export interface Locked {
  readonly accounts: ReadonlyMap<string, LockedAccount>;
  readonly outcomes: readonly Outcome[];
}

type AccountRow = [
  id: string,
  tenant: string,
  owner: string | null,
  number: string | null,
  currency: string,
  status: LockedAccount['status'],
  balance: string,
  held: string,
  seq: string,
  bookedAt: string | null,
];

/**
 * One trip: removes published rows, reads what was decided before, and locks the accounts in the order of their ids.
 * A lock that waited sees its row as it is now, but the outcomes are those of the statement's beginning: a command
 * that another replica decided meanwhile shows as a collision when its outcome is written, and the work begins anew.
 */
const LOCK = `
  with swept as (delete from outbox where id = any($4::uuid[])),
    locked as (
      select id, tenant_id, owner_id, number, currency, status, balance, held, seq, booked_at
        from account where id = any($1::uuid[]) order by id for no key update
    ),
    decided as (
      select transfer_id, verb, tenant_id, type, payload
        from outcome where (transfer_id, verb) in (select * from unnest($2::uuid[], $3::text[]))
    )
  select
    (select json_agg(json_build_array(id, tenant_id, owner_id, number, currency, status,
      balance::text, held::text, seq::text, booked_at)) from locked) as accounts,
    (select json_agg(json_build_object('transferId', transfer_id, 'verb', verb, 'tenantId', tenant_id,
      'type', type, 'payload', payload)) from decided) as outcomes`;

/** One trip: the net change of each account, and everything that is only ever added. */
const WRITE = `
  with changed as (
      update account set balance = after.balance, seq = after.seq, booked_at = after.booked_at
        from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[]) after (id, balance, seq, booked_at)
        where account.id = after.id
    ),
    posted as (
      insert into posting (id, tenant_id, transfer_id, verb, kind, booked_at)
        select * from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::timestamptz[])
    ),
    entered as (
      insert into entry (account_id, seq, id, tenant_id, posting_id, transfer_id, kind, status, decline_reason, amount,
          currency, balance_after, description, counterparty_id, counterparty_number, booked_at)
        select * from unnest($11::uuid[], $12::bigint[], $13::uuid[], $14::uuid[], $15::uuid[], $16::uuid[],
          $17::text[], $18::text[], $19::text[], $20::bigint[], $21::text[], $22::bigint[], $23::text[], $24::uuid[],
          $25::text[], $26::timestamptz[])
    ),
    answered as (
      insert into outcome (transfer_id, verb, tenant_id, type, payload)
        select * from unnest($27::uuid[], $28::text[], $29::uuid[], $30::text[], $31::text[])
    )
  insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(32)}`;

/** The hot path's only SQL: two named prepared statements per batch, whatever its size. */
@Injectable()
export class PostingRepository {
  async lock(
    tx: PoolClient,
    accountIds: readonly string[],
    keys: readonly { transferId: string; verb: string }[],
    acked: readonly string[],
  ): Promise<Locked> {
    const id = (one: string): string => one;
    const values = [
      bare(accountIds, id),
      bare(keys, (key) => key.transferId),
      bare(keys, (key) => key.verb),
      bare(acked, id),
    ];
    type Row = { accounts: AccountRow[] | null; outcomes: Outcome[] | null };
    const { rows } = await tx.query<Row>({ name: 'posting-lock', text: LOCK, values });
    const { accounts, outcomes } = rows[0] as Row;
    return { accounts: new Map((accounts ?? []).map((row) => [row[0], lockedAccount(row)])), outcomes: outcomes ?? [] };
  }

  async write(
    tx: PoolClient,
    decision: Decision,
    outcomes: readonly Outcome[],
    outbox: readonly OutboxRow[],
  ): Promise<void> {
    const { changed } = decision;
    // In one order everywhere, so that two replicas that decide the same commands cannot wait for each other.
    const ordered = outcomes.toSorted((a, b) => (a.transferId < b.transferId ? -1 : 1));
    const values = [
      bare(changed, (account) => account.id),
      bare(changed, (account) => account.balance),
      bare(changed, (account) => account.seq),
      bare(changed, (account) => account.bookedAt?.toISOString() ?? null),
      ...postingArrays(decision),
      ...entryArrays(decision),
      bare(ordered, (outcome) => outcome.transferId),
      bare(ordered, (outcome) => outcome.verb),
      bare(ordered, (outcome) => outcome.tenantId),
      bare(ordered, (outcome) => outcome.type),
      ordered.map((outcome) => outcome.payload),
      ...outboxArrays(outbox),
    ];
    await tx.query({ name: 'posting-write', text: WRITE, values });
  }
}

/**
 * An array as PostgreSQL reads it, without the quoting that pg does for each element: for ids, numbers, times and
 * words of ours, which need none. What customers wrote goes the usual way.
 */
function bare<T>(rows: readonly T[], of: (row: T) => string | bigint | null): string {
  return `{${rows.map((row) => of(row) ?? 'NULL').join(',')}}`;
}

function postingArrays({ postings }: Decision): string[] {
  return [
    bare(postings, (posting) => posting.id),
    bare(postings, ({ command }) => command.tenantId),
    bare(postings, ({ command }) => command.transferId),
    bare(postings, ({ command }) => command.verb),
    bare(postings, ({ command }) => command.kind),
    bare(postings, (posting) => posting.bookedAt.toISOString()),
  ];
}

function entryArrays({ entries }: Decision): unknown[] {
  return [
    bare(entries, (entry) => entry.accountId),
    bare(entries, (entry) => entry.seq),
    bare(entries, (entry) => entry.id),
    bare(entries, ({ command }) => command.tenantId),
    bare(entries, (entry) => entry.postingId),
    bare(entries, ({ command }) => command.transferId),
    bare(entries, ({ command }) => command.kind),
    bare(entries, (entry) => (entry.postingId === null ? 'declined' : 'approved')),
    bare(entries, (entry) => entry.declineReason),
    bare(entries, (entry) => entry.amount),
    bare(entries, ({ command }) => command.amount.currency),
    bare(entries, (entry) => entry.balanceAfter),
    entries.map(({ command }) => command.description),
    bare(entries, (entry) => entry.counterparty?.id ?? null),
    bare(entries, (entry) => entry.counterparty?.number ?? null),
    bare(entries, (entry) => entry.bookedAt.toISOString()),
  ];
}

function lockedAccount(row: AccountRow): LockedAccount {
  const [id, tenantId, ownerId, number, currency, status, balance, held, seq, bookedAt] = row;
  return {
    id,
    tenantId,
    ownerId,
    number,
    currency,
    status,
    balance: BigInt(balance),
    held: BigInt(held),
    seq: BigInt(seq),
    bookedAt: bookedAt === null ? null : new Date(bookedAt),
  };
}
