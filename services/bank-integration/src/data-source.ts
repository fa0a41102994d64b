import { DataSource, type MigrationInterface } from 'typeorm';
import { CreateMessaging1795460400001 } from './migrations/1795460400001-create-messaging.js';

/** The tables beside the messaging ones come with what they are for. */
export const entities: (abstract new (...args: never[]) => unknown)[] = [];

export const migrations: (new () => MigrationInterface)[] = [CreateMessaging1795460400001];

/** The database as one role sees it: for commands, which come and go. */
export function dataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'migration',
    synchronize: false,
  });
}
