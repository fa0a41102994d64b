import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { asTenant, Database } from '@florin/platform/database';
import type { Customer } from '../account/account.js';
import { EntryRepository } from '../entry/entry.repository.js';
import type { ErrorCode } from '../errors.js';
import { spendingOf, type Spending } from './spending.js';
import { SpendingRepository } from './spending.repository.js';

/** Tells customers what they spend on what. */
@Injectable()
export class SpendingService {
  constructor(
    private readonly database: Database,
    private readonly entries: EntryRepository,
    private readonly spending: SpendingRepository,
  ) {}

  /** Fails with: account_not_found. */
  show(
    { tenantId, userId }: Customer,
    accountId: string,
    span: { from: Date; before: Date },
  ): Promise<Spending & { currency: string }> {
    return asTenant(this.database.reader, tenantId, async (tx) => {
      const stretch = await this.entries.stretchOf(tx, { userId }, accountId, span);
      if (!stretch) throw new DomainError<ErrorCode>('account_not_found', 'You have no such account.');
      return { currency: stretch.currency, ...spendingOf(await this.spending.list(tx, stretch)) };
    });
  }
}
