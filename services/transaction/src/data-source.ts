import { CreateTransfer1795460400001 } from './migrations/1795460400001-create-transfer.js';
import { CreateMessaging1795460400002 } from './migrations/1795460400002-create-messaging.js';
import { DataSource } from 'typeorm';
import { TransferEntity } from './transfer/transfer.entity.js';

export const entities = [TransferEntity];

export const migrations = [CreateTransfer1795460400001, CreateMessaging1795460400002];

/** The database as one role sees it: for tools that compare it with the entities. */
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
