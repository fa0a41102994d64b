import { Injectable } from '@nestjs/common';
import { bigints, texts, times, uuids } from '@florin/platform/database';
import { outboxArrays, outboxUnnest, OUTBOX_COLUMNS, type OutboxRow } from '@florin/platform/messaging';
import type { PoolClient } from 'pg';
import type { Decision, Hold, LockedAccount, LockedCard } from './command.js';
import type { Found } from './posting.js';

/** What was once answered to a command, by its transfer and verb. */
export interface Outcome {
  readonly transferId: string;
  readonly verb: string;
  readonly tenantId: string;
  readonly type: string;
  readonly payload: string;
}

export interface Locked extends Found {
  readonly outcomes: readonly Outcome[];
}

interface HoldRow extends Pick<Hold, 'transferId' | 'id' | 'tenantId' | 'accountId' | 'kind' | 'currency'> {
  readonly amount: string;
  readonly description: string | null;
  readonly counterpartyId: string;
  readonly counterpartyNumber: string | null;
  readonly counterpartyName: string | null;
  readonly counterpartyIban: string | null;
  readonly status: Hold['status'];
  readonly createdAt: string;
}

interface CardRow extends Omit<LockedCard, 'expiresAt'> {
  readonly expiresAt: string;
}

/**
 * One trip: removes published rows, reads what was decided before, and locks the accounts in the order of their ids.
 * A lock that waited sees its row as it is now, but the outcomes are those of the statement's beginning: a command
 * that another replica decided meanwhile shows as a collision when its outcome or its hold is written, and the work
 * begins anew. Cards are locked after their accounts, as whoever changes one does it, so they too are seen as they are.
 * Accounts come as words between bars, which makes a third of the work of JSON: there are hundreds in a batch.
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
    ),
    held as (
      select transfer_id, id, tenant_id, account_id, kind, amount, currency, description, counterparty_id,
          counterparty_number, counterparty_name, counterparty_iban, status, created_at
        from hold where transfer_id = any($5::uuid[]) order by transfer_id for no key update
    ),
    carded as (
      select id, tenant_id, account_id, owner_id, status, expires_at
        from card where id = any($6::uuid[]) order by id for share
    )
  select
    (select string_agg(concat_ws('|', id, tenant_id, coalesce(owner_id::text, ''), coalesce(number, ''), currency,
      status, balance, held, seq, coalesce(booked_at::text, '')), ';') from locked) as accounts,
    (select json_agg(json_build_object('transferId', transfer_id, 'verb', verb, 'tenantId', tenant_id,
      'type', type, 'payload', payload)) from decided) as outcomes,
    (select json_agg(json_build_object('transferId', transfer_id, 'id', id, 'tenantId', tenant_id,
      'accountId', account_id, 'kind', kind, 'amount', amount::text, 'currency', currency, 'description', description,
      'counterpartyId', counterparty_id, 'counterpartyNumber', counterparty_number,
      'counterpartyName', counterparty_name, 'counterpartyIban', counterparty_iban, 'status', status,
      'createdAt', created_at)) from held) as holds,
    (select json_agg(json_build_object('id', id, 'tenantId', tenant_id, 'accountId', account_id, 'ownerId', owner_id,
      'status', status, 'expiresAt', expires_at)) from carded) as cards`;

/** One trip: the net change of each account, and everything that is only ever added. */
const WRITE = `
  with changed as (
      update account set balance = after.balance, held = after.held, seq = after.seq, booked_at = after.booked_at
        from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[])
          after (id, balance, held, seq, booked_at)
        where account.id = after.id
    ),
    posted as (
      insert into posting (id, tenant_id, transfer_id, verb, kind, booked_at)
        select * from unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::timestamptz[])
    ),
    entered as (
      insert into entry (account_id, seq, id, tenant_id, posting_id, transfer_id, kind, status, decline_reason, amount,
          currency, balance_after, description, counterparty_id, counterparty_number, booked_at, counterparty_name,
          counterparty_iban, card_id)
        select * from unnest($12::uuid[], $13::bigint[], $14::uuid[], $15::uuid[], $16::uuid[], $17::uuid[],
          $18::text[], $19::text[], $20::text[], $21::bigint[], $22::text[], $23::bigint[], $24::text[], $25::uuid[],
          $26::text[], $27::timestamptz[], $28::text[], $29::text[], $30::uuid[])
    ),
    answered as (
      insert into outcome (transfer_id, verb, tenant_id, type, payload)
        select * from unnest($31::uuid[], $32::text[], $33::uuid[], $34::text[], $35::text[])
    ),
    held as (
      insert into hold (transfer_id, id, tenant_id, account_id, kind, amount, currency, description, counterparty_id,
          counterparty_number, status, created_at, closed_at, counterparty_name, counterparty_iban)
        select * from unnest($36::uuid[], $37::uuid[], $38::uuid[], $39::uuid[], $40::text[], $41::bigint[],
          $42::text[], $43::text[], $44::uuid[], $45::text[], $46::text[], $47::timestamptz[], $48::timestamptz[],
          $49::text[], $50::text[])
    ),
    ended as (
      update hold set status = after.status, closed_at = after.closed_at
        from unnest($51::uuid[], $52::text[], $53::timestamptz[]) after (transfer_id, status, closed_at)
        where hold.transfer_id = after.transfer_id
    )
  insert into outbox (${OUTBOX_COLUMNS}) select * from ${outboxUnnest(54)}`;

/** The hot path's only SQL: two named prepared statements per batch, whatever its size. */
@Injectable()
export class PostingRepository {
  async lock(
    tx: PoolClient,
    accountIds: readonly string[],
    keys: readonly { transferId: string; verb: string; cardId?: string }[],
    acked: readonly string[],
  ): Promise<Locked> {
    const id = (one: string): string => one;
    const values = [
      uuids(accountIds, id),
      uuids(keys, (key) => key.transferId),
      texts(keys, (key) => key.verb),
      uuids(acked, id),
      uuids(keys.filter(({ verb }) => verb !== 'post'), (key) => key.transferId),
      uuids(keys.flatMap(({ cardId }) => cardId ?? []), id),
    ];
    type Row = {
      accounts: string | null;
      outcomes: Outcome[] | null;
      holds: HoldRow[] | null;
      cards: CardRow[] | null;
    };
    const { rows } = await tx.query<Row>({ name: 'posting-lock', text: LOCK, values });
    const { accounts, outcomes, holds, cards } = rows[0] as Row;
    return {
      accounts: new Map(accounts?.split(';').map(lockedAccount).map((account) => [account.id, account])),
      outcomes: outcomes ?? [],
      holds: new Map((holds ?? []).map((row) => [row.transferId, lockedHold(row)])),
      cards: new Map((cards ?? []).map((row) => [row.id, { ...row, expiresAt: new Date(row.expiresAt) }])),
    };
  }

  async write(
    tx: PoolClient,
    decision: Decision,
    outcomes: readonly Outcome[],
    outbox: readonly OutboxRow[],
  ): Promise<void> {
    const { changed } = decision;
    // In one order everywhere, so that two replicas that decide the same commands cannot wait for each other.
    const ordered = outcomes.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    const values = [
      uuids(changed, (account) => account.id),
      bigints(changed, (account) => account.balance),
      bigints(changed, (account) => account.held),
      bigints(changed, (account) => account.seq),
      times(changed, (account) => account.bookedAt),
      ...postingArrays(decision),
      ...entryArrays(decision),
      uuids(ordered, (outcome) => outcome.transferId),
      texts(ordered, (outcome) => outcome.verb),
      uuids(ordered, (outcome) => outcome.tenantId),
      texts(ordered, (outcome) => outcome.type),
      texts(ordered, (outcome) => outcome.payload),
      ...holdArrays(decision),
      ...outboxArrays(outbox),
    ];
    await tx.query({ name: 'posting-write', text: WRITE, values });
  }
}

const orderOf = ({ transferId, verb }: Outcome): string => `${transferId} ${verb}`;

function holdArrays({ holds }: Decision): Buffer[] {
  const made = holds.made.toSorted((a, b) => (a.transferId < b.transferId ? -1 : 1));
  const { ended } = holds;
  return [
    uuids(made, (hold) => hold.transferId),
    uuids(made, (hold) => hold.id),
    uuids(made, (hold) => hold.tenantId),
    uuids(made, (hold) => hold.accountId),
    texts(made, (hold) => hold.kind),
    bigints(made, (hold) => hold.amount),
    texts(made, (hold) => hold.currency),
    texts(made, (hold) => hold.description),
    uuids(made, (hold) => hold.counterparty.id),
    texts(made, (hold) => hold.counterparty.number),
    texts(made, (hold) => hold.status),
    times(made, (hold) => hold.createdAt),
    times(made, (hold) => hold.closedAt),
    texts(made, (hold) => hold.counterparty.name),
    texts(made, (hold) => hold.counterparty.iban),
    uuids(ended, (hold) => hold.transferId),
    texts(ended, (hold) => hold.status),
    times(ended, (hold) => hold.closedAt),
  ];
}

function postingArrays({ postings }: Decision): Buffer[] {
  return [
    uuids(postings, (posting) => posting.id),
    uuids(postings, ({ command }) => command.tenantId),
    uuids(postings, ({ command }) => command.transferId),
    texts(postings, ({ command }) => command.verb),
    texts(postings, ({ command }) => command.kind),
    times(postings, (posting) => posting.bookedAt),
  ];
}

function entryArrays({ entries }: Decision): Buffer[] {
  return [
    uuids(entries, (entry) => entry.accountId),
    bigints(entries, (entry) => entry.seq),
    uuids(entries, (entry) => entry.id),
    uuids(entries, ({ command }) => command.tenantId),
    uuids(entries, (entry) => entry.postingId),
    uuids(entries, ({ command }) => command.transferId),
    texts(entries, ({ command }) => command.kind),
    texts(entries, (entry) => (entry.postingId === null ? 'declined' : 'approved')),
    texts(entries, (entry) => entry.declineReason),
    bigints(entries, (entry) => entry.amount),
    texts(entries, ({ command }) => command.amount.currency),
    bigints(entries, (entry) => entry.balanceAfter),
    texts(entries, ({ command }) => command.description),
    uuids(entries, (entry) => entry.counterparty.id),
    texts(entries, (entry) => entry.counterparty.number),
    times(entries, (entry) => entry.bookedAt),
    texts(entries, (entry) => entry.counterparty.name),
    texts(entries, (entry) => entry.counterparty.iban),
    uuids(entries, ({ command }) => command.cardId ?? null),
  ];
}

/** An account as it was written by {@link LOCK}: nothing between two bars is null. */
function lockedAccount(words: string): LockedAccount {
  const [id = '', tenantId = '', owner = '', number = '', currency = '', status = '', ...rest] = words.split('|');
  const [balance = '', held = '', seq = '', bookedAt = ''] = rest;
  return {
    id,
    tenantId,
    ownerId: owner === '' ? null : owner,
    number: number === '' ? null : number,
    currency,
    status: status as LockedAccount['status'],
    balance: BigInt(balance),
    held: BigInt(held),
    seq: BigInt(seq),
    bookedAt: bookedAt === '' ? null : new Date(bookedAt),
  };
}

function lockedHold(held: HoldRow): Hold {
  const { amount, createdAt, counterpartyId, counterpartyNumber, counterpartyName, counterpartyIban, ...row } = held;
  const counterparty = {
    id: counterpartyId,
    number: counterpartyNumber,
    name: counterpartyName,
    iban: counterpartyIban,
  };
  return { ...row, amount: BigInt(amount), counterparty, createdAt: new Date(createdAt), closedAt: null };
}
