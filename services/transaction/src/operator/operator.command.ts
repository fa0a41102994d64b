import { readFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { migrate } from '@florin/platform/database';
import { NestLog, setUpLog } from '@florin/platform/telemetry';
import { AppModule } from '../app.module.js';
import type { Config, MigrateConfig } from '../config.js';
import { migrations } from '../data-source.js';
import { historyOf } from '../history/history.js';
import { HistoryService } from '../history/history.service.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const TOLD_EVERY = 100;

/** `main.js migrate`: the tables. */
export async function migrateAll(config: MigrateConfig): Promise<void> {
  const done = await migrate({
    ownerUrl: config.DATABASE_OWNER_URL,
    adminUrl: config.DATABASE_ADMIN_URL,
    readerUrl: config.DATABASE_READER_URL,
    engineUrl: config.DATABASE_ENGINE_URL,
    migrations,
  });
  say(done.length === 0 ? 'transaction: the database is up to date' : `transaction: migrated ${done.join(', ')}`);
}

/** `main.js history <file>`: past bookings, beside the running services. A second run posts only what is missing. */
export async function postHistory(config: Config, file: string | undefined): Promise<void> {
  if (file === undefined) throw new Error('say which file: history <file.ndjson>');
  // eslint-disable-next-line security/detect-non-literal-fs-filename -- the operator's own file
  const orders = historyOf(await readFile(file, 'utf8'));
  setUpLog('transaction-history', 'warn');
  const app = await NestFactory.createApplicationContext(AppModule.with(config), {
    logger: new NestLog(),
    abortOnError: false,
  });
  try {
    const { completed, declined, known } = await app.get(HistoryService).post(orders, (done) => {
      if (done % TOLD_EVERY === 0 || done === orders.length) say(`history: ${done} of ${orders.length}`);
    });
    say(`history: ${completed} completed, ${declined} declined, ${known} known before`);
  } finally {
    await app.close();
  }
}
