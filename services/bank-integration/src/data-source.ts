import { DataSource, type MigrationInterface } from 'typeorm';
import { ConfirmationEntity } from './confirmation/confirmation.entity.js';
import { CreateMessaging1795460400001 } from './migrations/1795460400001-create-messaging.js';
import { CreatePayment1795548400001 } from './migrations/1795548400001-create-payment.js';
import { CreatePortfolio1795548400002 } from './migrations/1795548400002-create-portfolio.js';
import { CreateReconciliation1795548400003 } from './migrations/1795548400003-create-reconciliation.js';
import { CreateServiceRequest1795548800001 } from './migrations/1795548800001-create-service-request.js';
import { CreateConfirmation1795548800002 } from './migrations/1795548800002-create-confirmation.js';
import { CreateSetting1795548800003 } from './migrations/1795548800003-create-setting.js';
import { ForgetAnswered1795548800004 } from './migrations/1795548800004-forget-answered.js';
import { DropOutboxAge1795811400001 } from './migrations/1795811400001-drop-outbox-age.js';
import { AnnotationEntity } from './service-request/annotation.entity.js';
import { RequestKeyEntity } from './service-request/request-key.entity.js';
import { ServiceRequestEntity } from './service-request/service-request.entity.js';
import { SettingEntity } from './setting/setting.entity.js';

/** The tables beside the messaging ones come with what they are for. */
export const entities: (abstract new (...args: never[]) => unknown)[] = [
  AnnotationEntity,
  ConfirmationEntity,
  RequestKeyEntity,
  ServiceRequestEntity,
  SettingEntity,
];

export const migrations: (new () => MigrationInterface)[] = [
  CreateMessaging1795460400001,
  CreatePayment1795548400001,
  CreatePortfolio1795548400002,
  CreateReconciliation1795548400003,
  CreateServiceRequest1795548800001,
  CreateConfirmation1795548800002,
  CreateSetting1795548800003,
  ForgetAnswered1795548800004,
  DropOutboxAge1795811400001,
];

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
