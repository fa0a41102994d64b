import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { provision } from './provision.js';

export interface MigrateOptions {
  readonly ownerUrl: string;
  readonly readerUrl: string;
  readonly engineUrl: string;
  /** A superuser's address. When given, the database and its roles are made first if they are missing. */
  readonly adminUrl?: string;
  readonly migrations: (new () => MigrationInterface)[];
}

/** One number for all services: each takes the lock in its own database. */
const MIGRATION_LOCK = 7_301_955;

/**
 * Brings a service's database up to date under a lock, so that replicas may start together. Gives the names of what
 * ran.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  if (options.adminUrl !== undefined) await provision({ ...options, adminUrl: options.adminUrl });
  const lock = new pg.Client({ connectionString: options.ownerUrl });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const source = new DataSource({
      type: 'postgres',
      url: options.ownerUrl,
      migrations: options.migrations,
      migrationsTableName: 'migration',
      migrationsTransactionMode: 'each',
    });
    await source.initialize();
    try {
      return (await source.runMigrations()).map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}
