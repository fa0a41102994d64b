import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccountEntity } from '../account/account.entity.js';
import { HoldEntity } from '../posting/hold.entity.js';
import { EntryEntity } from './entry.entity.js';
import type { Entry, EntryFilter, EntryStatus } from './entry.js';

/** The history of customers' accounts. */
@Injectable()
export class EntryRepository {
  /** The account's currency when the account is this customer's own. */
  async currencyOf(tx: EntityManager, ownerId: string, accountId: string): Promise<string | undefined> {
    const account = await tx.findOne(AccountEntity, { select: { currency: true }, where: { id: accountId, ownerId } });
    return account?.currency;
  }

  /** Newest first. */
  async list(
    tx: EntityManager,
    account: { id: string; currency: string },
    filter: EntryFilter,
    limit: number,
  ): Promise<Entry[]> {
    const query = tx.createQueryBuilder(EntryEntity, 'entry').where('entry.accountId = :id', { id: account.id });
    if (filter.beforeSeq !== undefined) query.andWhere('entry.seq < :seq', { seq: filter.beforeSeq.toString() });
    if (filter.status) query.andWhere('entry.status = :status', { status: filter.status });
    if (filter.type) query.andWhere(filter.type === 'debit' ? 'entry.amount < 0' : 'entry.amount > 0');
    if (filter.from) query.andWhere('entry.bookedAt >= :from', { from: filter.from });
    if (filter.before) query.andWhere('entry.bookedAt < :before', { before: filter.before });
    const rows = await query.orderBy('entry.seq', 'DESC').limit(limit).getMany();
    return rows.map((row) => entryOf(row, account.currency));
  }

  /** What is held and not decided yet, newest first. */
  async listPending(
    tx: EntityManager,
    account: { id: string; currency: string },
    filter: EntryFilter,
    limit: number,
  ): Promise<Entry[]> {
    const query = tx
      .createQueryBuilder(HoldEntity, 'hold')
      .where(`hold.accountId = :id and hold.status = 'open'`, { id: account.id });
    if (filter.beforeHold) query.andWhere('hold.id < :hold', { hold: filter.beforeHold });
    if (filter.from) query.andWhere('hold.createdAt >= :from', { from: filter.from });
    if (filter.before) query.andWhere('hold.createdAt < :before', { before: filter.before });
    const rows = await query.orderBy('hold.id', 'DESC').limit(limit).getMany();
    return rows.map(pendingOf);
  }

  async findPending(tx: EntityManager, account: { id: string }, id: string): Promise<Entry | undefined> {
    const row = await tx.findOneBy(HoldEntity, { id, accountId: account.id, status: 'open' });
    return row ? pendingOf(row) : undefined;
  }

  async find(tx: EntityManager, account: { id: string; currency: string }, id: string): Promise<Entry | undefined> {
    const row = await tx.findOneBy(EntryEntity, { id, accountId: account.id });
    return row ? entryOf(row, account.currency) : undefined;
  }
}

function entryOf(row: EntryEntity, accountCurrency: string): Entry {
  const { counterpartyId, counterpartyNumber } = row;
  return {
    id: row.id,
    accountId: row.accountId,
    seq: BigInt(row.seq),
    kind: row.kind,
    status: row.status as EntryStatus,
    declineReason: row.declineReason,
    amount: BigInt(row.amount),
    currency: row.currency,
    balanceAfter: BigInt(row.balanceAfter),
    accountCurrency,
    description: row.description,
    transferId: row.transferId,
    counterparty: counterpartyOf(counterpartyId, counterpartyNumber),
    bookedAt: row.bookedAt,
  };
}

function pendingOf(row: HoldEntity): Entry {
  return {
    id: row.id,
    accountId: row.accountId,
    seq: null,
    kind: row.kind,
    status: 'pending',
    declineReason: null,
    amount: -BigInt(row.amount),
    currency: row.currency,
    balanceAfter: null,
    accountCurrency: row.currency,
    description: row.description,
    transferId: row.transferId,
    counterparty: counterpartyOf(row.counterpartyId, row.counterpartyNumber),
    bookedAt: row.createdAt,
  };
}

/** The bank's own accounts have no number, and which of them it was is no business of the customer's. */
function counterpartyOf(accountId: string | null, number: string | null): Entry['counterparty'] {
  return accountId !== null && number !== null ? { accountId, number } : null;
}
