import { Module, type DynamicModule } from '@nestjs/common';
import { auditProviders } from '@florin/platform/audit';
import { authProviders, DenyList } from '@florin/platform/auth';
import { Database } from '@florin/platform/database';
import { HEALTH_CHECKS, httpControllers, httpProviders } from '@florin/platform/http';
import { KafkaLink } from '@florin/platform/kafka';
import { Relay } from '@florin/platform/messaging';
import { ClientController } from './client/client.controller.js';
import { ClientRepository } from './client/client.repository.js';
import { ClientService } from './client/client.service.js';
import { CONFIG, type Config } from './config.js';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentRepository } from './consent/consent.repository.js';
import { ConsentService } from './consent/consent.service.js';
import { entities } from './data-source.js';
import { BankHealthController } from './health/health.controller.js';
import { HealthService } from './health/health.service.js';
import { InteractionController } from './interaction/interaction.controller.js';
import { InteractionService } from './interaction/interaction.service.js';
import { KeyController } from './key/key.controller.js';
import { KeyRepository } from './key/key.repository.js';
import { KeyService } from './key/key.service.js';
import { KeyTimer } from './key/key.timer.js';
import { MasterKeyService } from './key/master-key.service.js';
import { LoginController } from './login/login.controller.js';
import { LockoutService } from './login/lockout.service.js';
import { LoginService } from './login/login.service.js';
import { ProofService } from './login/proof.service.js';
import { MailService } from './mail/mail.service.js';
import { AccountService } from './oauth/account.service.js';
import { JournalService } from './oauth/journal.service.js';
import { OauthController } from './oauth/oauth.controller.js';
import { OauthService } from './oauth/oauth.service.js';
import { StorageService } from './oauth/storage.service.js';
import { TicketRepository } from './oauth/ticket.repository.js';
import { TokenService } from './oauth/token.service.js';
import { UserOfficeController } from './office/office.controller.js';
import { OfficeRepository } from './office/office.repository.js';
import { OfficeService } from './office/office.service.js';
import { PasswordChangeService } from './password/password-change.service.js';
import { PasswordService } from './password/password.service.js';
import { ProfileController } from './profile/profile.controller.js';
import { ProfileService } from './profile/profile.service.js';
import { RegistrationController } from './registration/registration.controller.js';
import { RegistrationRepository } from './registration/registration.repository.js';
import { RegistrationService } from './registration/registration.service.js';
import { ResetController } from './reset/reset.controller.js';
import { ResetRepository } from './reset/reset.repository.js';
import { ResetService } from './reset/reset.service.js';
import { RetentionRepository } from './retention/retention.repository.js';
import { RetentionService } from './retention/retention.service.js';
import { RetentionTimer } from './retention/retention.timer.js';
import { RevocationRepository } from './revocation/revocation.repository.js';
import { RevocationService } from './revocation/revocation.service.js';
import { RevocationTimer } from './revocation/revocation.timer.js';
import { CookieService } from './session/cookie.service.js';
import { EndingService } from './session/ending.service.js';
import { SessionController } from './session/session.controller.js';
import { SessionRepository } from './session/session.repository.js';
import { SessionService } from './session/session.service.js';
import { SessionTimer } from './session/session.timer.js';
import { TenantController } from './tenant/tenant.controller.js';
import { TenantRepository } from './tenant/tenant.repository.js';
import { TenantService } from './tenant/tenant.service.js';
import { SecondFactorService } from './totp/second-factor.service.js';
import { TotpController } from './totp/totp.controller.js';
import { TotpRepository } from './totp/totp.repository.js';
import { TotpService } from './totp/totp.service.js';
import { IntroductionController } from './user/introduction.controller.js';
import { UserController } from './user/user.controller.js';
import { UserRepository } from './user/user.repository.js';
import { UserService } from './user/user.service.js';

/** The OAuth 2.1 server. */
const oauthControllers = [ClientController, ConsentController, InteractionController, OauthController];
const oauthProviders = [
  AccountService,
  ClientRepository,
  ClientService,
  ConsentRepository,
  ConsentService,
  InteractionService,
  JournalService,
  OauthService,
  StorageService,
  TicketRepository,
  TokenService,
];

/** People: how they come in, and what they change about themselves. */
const peopleControllers = [
  LoginController,
  ProfileController,
  RegistrationController,
  ResetController,
  SessionController,
  UserController,
];
const peopleProviders = [
  CookieService,
  EndingService,
  LockoutService,
  LoginService,
  MailService,
  PasswordChangeService,
  PasswordService,
  ProfileService,
  ProofService,
  RegistrationRepository,
  RegistrationService,
  ResetRepository,
  ResetService,
  SessionRepository,
  SessionService,
  SessionTimer,
  UserRepository,
  UserService,
];

/** The auth service: people, their sessions, and the keys that everybody else trusts. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    const database = (): Database =>
      new Database({ readerUrl: config.DATABASE_READER_URL, engineUrl: config.DATABASE_ENGINE_URL, entities });
    return {
      module: AppModule,
      controllers: [
        ...httpControllers,
        ...oauthControllers,
        ...peopleControllers,
        BankHealthController,
        KeyController,
        UserOfficeController,
        TenantController,
        TotpController,
        IntroductionController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Database, useFactory: database },
        { provide: KafkaLink, useFactory: () => new KafkaLink({ brokers: config.KAFKA_BROKERS, clientId: 'auth' }) },
        {
          provide: HEALTH_CHECKS,
          useFactory: (...checks: [Database, KafkaLink, DenyList]) => checks,
          inject: [Database, KafkaLink, DenyList],
        },
        ...httpProviders,
        ...oauthProviders,
        ...peopleProviders,
        ...authProviders(config, KeyService),
        ...auditProviders,
        {
          provide: Relay,
          useFactory: (kafka: KafkaLink, storage: Database) => new Relay(kafka, storage),
          inject: [KafkaLink, Database],
        },
        HealthService,
        KeyRepository,
        KeyService,
        KeyTimer,
        MasterKeyService,
        OfficeRepository,
        OfficeService,
        RetentionRepository,
        RetentionService,
        RetentionTimer,
        RevocationRepository,
        RevocationService,
        RevocationTimer,
        SecondFactorService,
        TenantRepository,
        TenantService,
        TotpRepository,
        TotpService,
      ],
    };
  }
}
