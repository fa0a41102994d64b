import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { asTenant, Database } from '@florin/platform/database';
import type { Customer } from '../account/account.js';
import type { Entry, Stretch } from '../entry/entry.js';
import { EntryRepository } from '../entry/entry.repository.js';
import type { ErrorCode } from '../errors.js';
import { boundsOf, type Period, type Statement } from './statement.js';
import { StatementRepository } from './statement.repository.js';

/** Lines that are in memory at once. */
const PIECE = 500;

/** Makes statements: the figures at once, the lines as somebody takes them. */
@Injectable()
export class StatementService {
  constructor(
    private readonly database: Database,
    private readonly entries: EntryRepository,
    private readonly statements: StatementRepository,
  ) {}

  /** Fails with: account_not_found. */
  async make(customer: Customer, accountId: string, period: Period): Promise<Statement> {
    const { tenantId, userId } = customer;
    return asTenant(this.database.reader, tenantId, async (tx) => {
      const stretch = await this.entries.stretchOf(tx, { userId }, accountId, boundsOf(period));
      if (!stretch) throw new DomainError<ErrorCode>('account_not_found', 'You have no such account.');
      const totals = await this.statements.totals(tx, stretch);
      const count = stretch.uptoSeq - stretch.afterSeq;
      const summary = { accountId, currency: stretch.currency, period, count, ...totals };
      return { summary, lines: this.lines(tenantId, stretch) };
    });
  }

  /**
   * Each piece is a question of its own, so a slow reader holds no connection; what is booked meanwhile is behind the
   * end of the stretch, which was fixed with the figures.
   */
  private async *lines(tenantId: string, stretch: Stretch): AsyncGenerator<Entry> {
    let rest = stretch;
    while (rest.afterSeq < rest.uptoSeq) {
      const piece = await asTenant(this.database.reader, tenantId, (tx) => this.entries.listOn(tx, rest, PIECE));
      yield* piece;
      rest = { ...rest, afterSeq: piece.at(-1)?.seq ?? rest.uptoSeq };
    }
  }
}
