import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { asTenant, Database } from '@florin/platform/database';
import type { EntityManager } from 'typeorm';
import type { Customer } from '../account/account.service.js';
import type { ErrorCode } from '../errors.js';
import type { Entry, EntryFilter } from './entry.js';
import { EntryRepository } from './entry.repository.js';

/** Shows customers what happened on their accounts. */
@Injectable()
export class EntryService {
  constructor(
    private readonly database: Database,
    private readonly entries: EntryRepository,
  ) {}

  /** Newest first, what is pending before the entries: it has no place among them. Fails with: account_not_found. */
  list(customer: Customer, accountId: string, filter: EntryFilter, limit: number): Promise<Entry[]> {
    return asTenant(this.database.reader, customer.tenantId, async (tx) => {
      const account = await this.own(tx, customer, accountId);
      const booked = filter.status === 'approved' || filter.status === 'declined';
      const pending =
        booked || filter.type === 'credit' || filter.beforeSeq !== undefined
          ? []
          : await this.entries.listPending(tx, account, filter, limit);
      if (filter.status === 'pending' || pending.length === limit) return pending;
      return [...pending, ...(await this.entries.list(tx, account, filter, limit - pending.length))];
    });
  }

  /** Fails with: account_not_found, entry_not_found. */
  show(customer: Customer, accountId: string, id: string): Promise<Entry> {
    return asTenant(this.database.reader, customer.tenantId, async (tx) => {
      const account = await this.own(tx, customer, accountId);
      const entry = (await this.entries.find(tx, account, id)) ?? (await this.entries.findPending(tx, account, id));
      if (!entry) throw new DomainError<ErrorCode>('entry_not_found', 'This account has no such entry.');
      return entry;
    });
  }

  private async own(tx: EntityManager, { userId }: Customer, id: string): Promise<{ id: string; currency: string }> {
    const currency = await this.entries.currencyOf(tx, userId, id);
    if (currency === undefined) throw new DomainError<ErrorCode>('account_not_found', 'You have no such account.');
    return { id, currency };
  }
}
