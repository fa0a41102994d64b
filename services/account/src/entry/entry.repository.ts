import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Entry, EntryFilter, EntryStatus, Stretch } from './entry.js';

/** Whose account is asked for: without an owner, whoever's of the tenant. */
export interface Whose {
  readonly userId?: string;
}

interface Row {
  readonly id: string;
  readonly accountId: string;
  readonly seq: string | null;
  readonly kind: string;
  readonly status: string;
  readonly declineReason: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly balanceAfter: string | null;
  readonly accountCurrency: string;
  readonly description: string | null;
  readonly transferId: string;
  readonly cardId: string | null;
  readonly counterpartyId: string | null;
  readonly counterpartyNumber: string | null;
  readonly counterpartyName: string | null;
  readonly counterpartyIban: string | null;
  readonly note: string | null;
  readonly bookedAt: Date;
}

const ENTRY = `entry.id, entry.account_id as "accountId", entry.seq, entry.kind, entry.status,
  entry.decline_reason as "declineReason", entry.amount, entry.currency, entry.balance_after as "balanceAfter",
  account.currency as "accountCurrency", entry.description, entry.transfer_id as "transferId",
  entry.card_id as "cardId", entry.counterparty_id as "counterpartyId",
  entry.counterparty_number as "counterpartyNumber", entry.counterparty_name as "counterpartyName",
  entry.counterparty_iban as "counterpartyIban", note.category as note, entry.booked_at as "bookedAt"`;

const LINES = `select ${ENTRY} from entry
  join account on account.id = entry.account_id
  left join note on note.account_id = entry.account_id and note.seq = entry.seq`;

const PENDING = `select hold.id, hold.account_id as "accountId", null as seq, hold.kind, 'pending' as status,
    null as "declineReason", -hold.amount as amount, hold.currency, null as "balanceAfter",
    hold.currency as "accountCurrency", hold.description, hold.transfer_id as "transferId", null as "cardId",
    hold.counterparty_id as "counterpartyId", hold.counterparty_number as "counterpartyNumber",
    hold.counterparty_name as "counterpartyName", hold.counterparty_iban as "counterpartyIban", null as note,
    hold.created_at as "bookedAt"
  from hold`;

/** The terms of a question with the values that they name. */
class Terms {
  readonly values: unknown[] = [];
  private readonly terms: string[] = [];

  /** Adds a term; each `?` stands for the next value. */
  add(term: string, ...values: unknown[]): this {
    let next = this.values.length;
    this.terms.push(term.replace(/\?/g, () => `$${++next}`));
    this.values.push(...values);
    return this;
  }

  /** Adds what a filter says of lines, but for their time, which each list bounds in its own way. */
  match({ status, type, cardId }: EntryFilter): this {
    // Said as the indexes say it, so that they serve.
    if (status === 'declined') this.add(`entry.status = 'declined'`);
    if (status === 'approved') this.add(`entry.status = 'approved'`);
    if (type) this.add(type === 'debit' ? 'entry.amount < 0' : 'entry.amount > 0');
    if (cardId !== undefined) this.add('entry.card_id = ?', cardId);
    return this;
  }

  toString(): string {
    return this.terms.join(' and ');
  }
}

/** The history of customers' accounts. */
@Injectable()
export class EntryRepository {
  /** The account, when it is there for whoever asks, and where the span of time begins and ends in its history. */
  async stretchOf(
    tx: EntityManager,
    { userId }: Whose,
    accountId: string,
    { from, before }: Pick<EntryFilter, 'from' | 'before'> = {},
  ): Promise<Stretch | undefined> {
    const [row] = await tx.query<{ currency: string; after: string; upto: string }[]>(
      `select currency,
          case when $3::timestamptz is null then 0 else seq_before(id, seq, $3) end as after,
          case when $4::timestamptz is null then seq else seq_before(id, seq, $4) end as upto
        from account where id = $1 and owner_id = coalesce($2::uuid, owner_id)`,
      [accountId, userId ?? null, from ?? null, before ?? null],
    );
    return row && { accountId, currency: row.currency, afterSeq: BigInt(row.after), uptoSeq: BigInt(row.upto) };
  }

  /** Newest first. */
  async list(tx: EntityManager, stretch: Stretch, filter: EntryFilter, limit: number): Promise<Entry[]> {
    const { accountId, afterSeq, uptoSeq } = stretch;
    const terms = new Terms().add('entry.account_id = ?', accountId).add('entry.seq > ?', String(afterSeq));
    terms.add('entry.seq <= ?', String(uptoSeq)).match(filter);
    if (filter.beforeSeq !== undefined) terms.add('entry.seq < ?', String(filter.beforeSeq));
    return this.ask(tx, `${LINES} where ${terms} order by entry.seq desc limit ${limit}`, terms);
  }

  /** The next lines after a place, oldest first: how a long history is read piece by piece. */
  async listOn(tx: EntityManager, { accountId, afterSeq, uptoSeq }: Stretch, limit: number): Promise<Entry[]> {
    const terms = new Terms().add('entry.account_id = ?', accountId).add('entry.seq > ?', String(afterSeq));
    terms.add('entry.seq <= ?', String(uptoSeq));
    return this.ask(tx, `${LINES} where ${terms} order by entry.seq limit ${limit}`, terms);
  }

  /** Lines of all customers of the tenant, the latest written first. */
  async listAll(
    tx: EntityManager,
    filter: EntryFilter & { readonly beforeId?: string },
    limit: number,
  ): Promise<Entry[]> {
    const terms = new Terms().add('account.owner_id is not null').match(filter);
    if (filter.beforeId !== undefined) terms.add('entry.id < ?', filter.beforeId);
    if (filter.from) terms.add('entry.booked_at >= ?', filter.from);
    if (filter.before) terms.add('entry.booked_at < ?', filter.before);
    return this.ask(tx, `${LINES} where ${terms} order by entry.id desc limit ${limit}`, terms);
  }

  /** What is held and not decided yet, newest first; of all customers when no account is named. */
  async listPending(
    tx: EntityManager,
    accountId: string | undefined,
    filter: EntryFilter,
    limit: number,
  ): Promise<Entry[]> {
    const terms = new Terms().add(`hold.status = 'open'`);
    if (accountId !== undefined) terms.add('hold.account_id = ?', accountId);
    if (filter.beforeHold !== undefined) terms.add('hold.id < ?', filter.beforeHold);
    if (filter.from) terms.add('hold.created_at >= ?', filter.from);
    if (filter.before) terms.add('hold.created_at < ?', filter.before);
    return this.ask(tx, `${PENDING} where ${terms} order by hold.id desc limit ${limit}`, terms);
  }

  /** A line or what is pending, on this account or, when none is named, on any of a customer's. */
  async find(tx: EntityManager, accountId: string | undefined, id: string): Promise<Entry | undefined> {
    const terms = new Terms().add('entry.id = ?', id).add('account.owner_id is not null');
    if (accountId !== undefined) terms.add('entry.account_id = ?', accountId);
    const [entry] = await this.ask(tx, `${LINES} where ${terms}`, terms);
    if (entry) return entry;
    const held = new Terms().add('hold.id = ?', id).add(`hold.status = 'open'`);
    if (accountId !== undefined) held.add('hold.account_id = ?', accountId);
    return (await this.ask(tx, `${PENDING} where ${held}`, held))[0];
  }

  /** Keeps the customer's word for it, beside the line. */
  async keepNote(tx: EntityManager, tenantId: string, { accountId, seq }: Entry, category: string, now: Date) {
    await tx.query(
      `insert into note (account_id, seq, tenant_id, category, updated_at) values ($1, $2, $3, $4, $5)
        on conflict on constraint note_pkey
          do update set category = excluded.category, updated_at = excluded.updated_at`,
      [accountId, String(seq), tenantId, category, now],
    );
  }

  private async ask(tx: EntityManager, text: string, { values }: Terms): Promise<Entry[]> {
    return (await tx.query<Row[]>(text, values)).map(entryOf);
  }
}

function entryOf(row: Row): Entry {
  const { counterpartyId, counterpartyNumber, counterpartyName, counterpartyIban, ...rest } = row;
  return {
    ...rest,
    seq: row.seq === null ? null : BigInt(row.seq),
    status: row.status as EntryStatus,
    amount: BigInt(row.amount),
    balanceAfter: row.balanceAfter === null ? null : BigInt(row.balanceAfter),
    counterparty: {
      // The bank's own accounts have no number, and which of them it was is no business of the customer's.
      accountId: counterpartyNumber === null ? null : counterpartyId,
      number: counterpartyNumber,
      name: counterpartyName,
      iban: counterpartyIban,
    },
  };
}
