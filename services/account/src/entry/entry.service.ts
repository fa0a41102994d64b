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

  /** Newest first. Fails with: account_not_found. */
  list(customer: Customer, accountId: string, filter: EntryFilter, limit: number): Promise<Entry[]> {
    return asTenant(this.database.reader, customer.tenantId, async (tx) =>
      this.entries.list(tx, await this.own(tx, customer, accountId), filter, limit),
    );
  }

  /** Fails with: account_not_found, entry_not_found. */
  show(customer: Customer, accountId: string, id: string): Promise<Entry> {
    return asTenant(this.database.reader, customer.tenantId, async (tx) => {
      const entry = await this.entries.find(tx, await this.own(tx, customer, accountId), id);
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
