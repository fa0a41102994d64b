import { DataSource } from 'typeorm';
import { ClientEntity } from './client/client.entity.js';
import { ConsentEntity } from './consent/consent.entity.js';
import { OauthRefreshTokenEntity } from './consent/oauth-refresh-token.entity.js';
import { KeyEntity } from './key/key.entity.js';
import { CreateTenant1795460400001 } from './migrations/1795460400001-create-tenant.js';
import { CreateUser1795460400002 } from './migrations/1795460400002-create-user.js';
import { CreateSession1795460400003 } from './migrations/1795460400003-create-session.js';
import { CreateSigningKey1795460400004 } from './migrations/1795460400004-create-signing-key.js';
import { CreateMessaging1795460400005 } from './migrations/1795460400005-create-messaging.js';
import { AddRefreshSuccessor1795546800001 } from './migrations/1795546800001-add-refresh-successor.js';
import { CreatePasswordReset1795546800002 } from './migrations/1795546800002-create-password-reset.js';
import { CreateTotp1795547200001 } from './migrations/1795547200001-create-totp.js';
import { CreateRevocation1795547200002 } from './migrations/1795547200002-create-revocation.js';
import { AddKeyTimes1795547200003 } from './migrations/1795547200003-add-key-times.js';
import { CreateOauth1795547600001 } from './migrations/1795547600001-create-oauth.js';
import { DropOutboxAge1795811400001 } from './migrations/1795811400001-drop-outbox-age.js';
import { ForgetSessions1795812000001 } from './migrations/1795812000001-forget-sessions.js';
import { RegistrationEntity } from './registration/registration.entity.js';
import { ResetEntity } from './reset/reset.entity.js';
import { RevocationEntity } from './revocation/revocation.entity.js';
import { RefreshTokenEntity } from './session/refresh-token.entity.js';
import { SessionEntity } from './session/session.entity.js';
import { TenantEntity } from './tenant/tenant.entity.js';
import { ChallengeEntity, RecoveryCodeEntity, TotpEntity } from './totp/totp.entity.js';
import { UserEntity } from './user/user.entity.js';

export const entities = [
  TenantEntity,
  UserEntity,
  RegistrationEntity,
  SessionEntity,
  RefreshTokenEntity,
  KeyEntity,
  TotpEntity,
  RecoveryCodeEntity,
  ChallengeEntity,
  ClientEntity,
  ConsentEntity,
  OauthRefreshTokenEntity,
  RevocationEntity,
  ResetEntity,
];

export const migrations = [
  CreateTenant1795460400001,
  CreateUser1795460400002,
  CreateSession1795460400003,
  CreateSigningKey1795460400004,
  CreateMessaging1795460400005,
  AddRefreshSuccessor1795546800001,
  CreatePasswordReset1795546800002,
  CreateTotp1795547200001,
  CreateRevocation1795547200002,
  AddKeyTimes1795547200003,
  CreateOauth1795547600001,
  DropOutboxAge1795811400001,
  ForgetSessions1795812000001,
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
