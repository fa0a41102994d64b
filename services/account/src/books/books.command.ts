import { Database, migrate } from '@florin/platform/database';
import type { MigrateConfig, OperatorConfig } from '../config.js';
import { migrations } from '../data-source.js';
import { isGood, linesOf } from './books.js';
import { BooksService } from './books.service.js';

/** `main.js books`: proves the ledger and prints what is wrong with it. Whether it is right. */
export async function checkBooks(config: OperatorConfig): Promise<boolean> {
  const database = new Database({
    readerUrl: config.DATABASE_READER_URL,
    engineUrl: config.DATABASE_ENGINE_URL,
    max: 1,
  });
  await database.onModuleInit();
  try {
    const verdict = await BooksService.of(database).check();
    for (const line of linesOf(verdict)) console.log(line);
    return isGood(verdict);
  } finally {
    await database.close();
  }
}

/** `main.js migrate`: brings the database up to date. */
export async function migrateAll(config: MigrateConfig): Promise<void> {
  const done = await migrate({
    ownerUrl: config.DATABASE_OWNER_URL,
    readerUrl: config.DATABASE_READER_URL,
    engineUrl: config.DATABASE_ENGINE_URL,
    adminUrl: config.DATABASE_ADMIN_URL,
    migrations,
  });
  console.log(done.length === 0 ? 'account: nothing to migrate' : `account: migrated ${done.join(', ')}`);
}
