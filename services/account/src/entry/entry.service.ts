import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { asTenant, Database, inTransaction } from '@florin/platform/database';
import type { EntityManager } from 'typeorm';
import type { Customer } from '../account/account.js';
import type { ErrorCode } from '../errors.js';
import type { Entry, EntryFilter, Stretch } from './entry.js';
import { EntryRepository, type Whose } from './entry.repository.js';

/** Who looks: a customer at the own accounts, or an officer (who is no owner) at those of the tenant. */
export type Looking = Whose & { readonly tenantId: string };

/** Shows what happened on accounts. */
@Injectable()
export class EntryService {
  constructor(
    private readonly database: Database,
    private readonly entries: EntryRepository,
  ) {}

  /** Newest first, what is pending before the entries: it has no place among them. Fails with: account_not_found. */
  list(who: Looking, accountId: string, filter: EntryFilter, limit: number): Promise<Entry[]> {
    return asTenant(this.database.reader, who.tenantId, async (tx) => {
      const stretch = await this.stretch(tx, who, accountId, filter);
      const pending = mayBePending(filter) ? await this.entries.listPending(tx, accountId, filter, limit) : [];
      if (filter.status === 'pending' || pending.length === limit) return pending;
      return [...pending, ...(await this.entries.list(tx, stretch, filter, limit - pending.length))];
    });
  }

  /** Those of the whole tenant, for an officer, in the same order. */
  listAll(
    tenantId: string,
    filter: EntryFilter & { readonly beforeId?: string },
    limit: number,
  ): Promise<Entry[]> {
    return asTenant(this.database.reader, tenantId, async (tx) => {
      const asked = mayBePending(filter) && filter.beforeId === undefined;
      const pending = asked ? await this.entries.listPending(tx, undefined, filter, limit) : [];
      if (filter.status === 'pending' || pending.length === limit) return pending;
      return [...pending, ...(await this.entries.listAll(tx, filter, limit - pending.length))];
    });
  }

  /** Fails with: account_not_found, entry_not_found. */
  show(customer: Customer, accountId: string, id: string): Promise<Entry> {
    return asTenant(this.database.reader, customer.tenantId, async (tx) => {
      await this.stretch(tx, customer, accountId);
      return known(await this.entries.find(tx, accountId, id));
    });
  }

  /** A line of any customer of the tenant, for an officer. Fails with: entry_not_found. */
  showAny(tenantId: string, id: string): Promise<Entry> {
    return asTenant(this.database.reader, tenantId, async (tx) =>
      known(await this.entries.find(tx, undefined, id)),
    );
  }

  /** The customer's own word for a line. Fails with: account_not_found, entry_not_found. */
  async categorise(customer: Customer, accountId: string, id: string, category: string): Promise<Entry> {
    const entry = await this.show(customer, accountId, id);
    // What is pending is not written yet: there is nothing to note it beside.
    if (entry.seq === null) throw notFound();
    await inTransaction(this.database.engine, (tx) =>
      this.entries.keepNote(tx, customer.tenantId, entry, category, new Date()),
    );
    return { ...entry, note: category };
  }

  private async stretch(tx: EntityManager, who: Looking, accountId: string, filter?: EntryFilter): Promise<Stretch> {
    const stretch = await this.entries.stretchOf(tx, { userId: who.userId }, accountId, filter);
    if (!stretch) throw new DomainError<ErrorCode>('account_not_found', 'You have no such account.');
    return stretch;
  }
}

/** Whether holds can be what is asked for: they are debits without a card, and stand before all entries. */
const mayBePending = ({ status, type, cardId, beforeSeq }: EntryFilter): boolean =>
  (status ?? 'pending') === 'pending' && type !== 'credit' && cardId === undefined && beforeSeq === undefined;

function known(entry: Entry | undefined): Entry {
  if (!entry) throw notFound();
  return entry;
}

const notFound = (): DomainError => new DomainError<ErrorCode>('entry_not_found', 'There is no such entry here.');
