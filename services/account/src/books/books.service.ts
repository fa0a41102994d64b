import { Injectable } from '@nestjs/common';
import { Database, inTransaction } from '@florin/platform/database';
import type { Verdict } from './books.js';
import { BooksRepository } from './books.repository.js';

/** Proves the ledger: of all tenants, in one consistent snapshot, while the bank goes on. */
@Injectable()
export class BooksService {
  constructor(
    private readonly database: Database,
    private readonly books: BooksRepository,
  ) {}

  /** For a command, which has no module. */
  static of(database: Database): BooksService {
    return new BooksService(database, new BooksRepository());
  }

  check(): Promise<Verdict> {
    return inTransaction(this.database.engine, async (tx) => {
      const begun = performance.now();
      await this.books.freeze(tx);
      const checkedAt = new Date();
      const counts = await this.books.count(tx);
      const findings = await this.books.findings(tx);
      return { ...counts, findings, checkedAt, seconds: (performance.now() - begun) / 1000 };
    });
  }
}
