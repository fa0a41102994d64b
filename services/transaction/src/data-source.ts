import { CreateTransfer1795460400001 } from './migrations/1795460400001-create-transfer.js';
import { CreateMessaging1795460400002 } from './migrations/1795460400002-create-messaging.js';
import { CreateLimit1795460400003 } from './migrations/1795460400003-create-limit.js';
import { AddExternal1795548400001 } from './migrations/1795548400001-add-external.js';
import { WidenTransfer1795460400011 } from './migrations/1795460400011-widen-transfer.js';
import { AddReversal1795460400012 } from './migrations/1795460400012-add-reversal.js';
import { AddCard1795548000001 } from './migrations/1795548000001-add-card.js';
import { ForgetLimits1795549200001 } from './migrations/1795549200001-forget-limits.js';
import { AssignSuspense1795549200011 } from './migrations/1795549200011-assign-suspense.js';
import { ListByAccount1795549200021 } from './migrations/1795549200021-list-by-account.js';
import { DropOutboxAge1795811400001 } from './migrations/1795811400001-drop-outbox-age.js';
import { DataSource } from 'typeorm';
import { LimitOverrideEntity, LimitUseEntity } from './limit/limit.entity.js';
import { TransferEntity } from './transfer/transfer.entity.js';

export const entities = [LimitOverrideEntity, LimitUseEntity, TransferEntity];

export const migrations = [
  CreateTransfer1795460400001,
  CreateMessaging1795460400002,
  CreateLimit1795460400003,
  WidenTransfer1795460400011,
  AddReversal1795460400012,
  AddCard1795548000001,
  AddExternal1795548400001,
  ForgetLimits1795549200001,
  AssignSuspense1795549200011,
  ListByAccount1795549200021,
  DropOutboxAge1795811400001,
];

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
