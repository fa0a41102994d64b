import { Injectable } from '@nestjs/common';
import { Database, inTransaction } from '@florin/platform/database';
import type { DataSource, EntityManager } from 'typeorm';
import type { Verdict } from './books.js';
import { BooksRepository } from './books.repository.js';

/** Proves the ledger in one consistent snapshot, while the bank goes on. */
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
    return this.prove(this.database.engine, async () => {});
  }

  /** One tenant's part of the ledger, in which row level security shows nothing of the others. */
  checkOf(tenantId: string): Promise<Verdict> {
    return this.prove(this.database.reader, (tx) => this.books.narrow(tx, tenantId));
  }

  private prove(source: DataSource, narrow: (tx: EntityManager) => Promise<void>): Promise<Verdict> {
    return inTransaction(source, async (tx) => {
      const begun = performance.now();
      await this.books.freeze(tx);
      await narrow(tx);
      const checkedAt = new Date();
      const counts = await this.books.count(tx);
      const findings = await this.books.findings(tx);
      return { ...counts, findings, checkedAt, seconds: (performance.now() - begun) / 1000 };
    });
  }
}
