import { Module, type DynamicModule } from '@nestjs/common';
import { auditProviders } from '@florin/platform/audit';
import { authProviders, DenyList } from '@florin/platform/auth';
import { Database } from '@florin/platform/database';
import { HEALTH_CHECKS, httpControllers, httpProviders } from '@florin/platform/http';
import { KafkaLink } from '@florin/platform/kafka';
import { Relay } from '@florin/platform/messaging';
import { Terms } from './account/account.js';
import { AccountController } from './account/account.controller.js';
import { AccountRepository } from './account/account.repository.js';
import { AccountService } from './account/account.service.js';
import { OpeningRepository } from './account/opening.repository.js';
import { PayeeController } from './account/payee.controller.js';
import { BooksController } from './books/books.controller.js';
import { BooksRepository } from './books/books.repository.js';
import { BooksService } from './books/books.service.js';
import { CardController } from './card/card.controller.js';
import { CardRepository } from './card/card.repository.js';
import { CardService } from './card/card.service.js';
import { CONFIG, type Config } from './config.js';
import { CustomerClient } from './customer/customer.client.js';
import { entities } from './data-source.js';
import { EntryController } from './entry/entry.controller.js';
import { EntryRepository } from './entry/entry.repository.js';
import { EntryService } from './entry/entry.service.js';
import { FreezingController } from './freezing/freezing.controller.js';
import { FreezingService } from './freezing/freezing.service.js';
import { AccountOfficeController } from './office/account-office.controller.js';
import { OfficeRepository } from './office/office.repository.js';
import { OfficeService } from './office/office.service.js';
import { HouseRepository } from './posting/house.repository.js';
import { HouseService } from './posting/house.service.js';
import { PostingConsumer } from './posting/posting.consumer.js';
import { PostingRepository } from './posting/posting.repository.js';
import { PostingService } from './posting/posting.service.js';
import { SpendingController } from './spending/spending.controller.js';
import { SpendingRepository } from './spending/spending.repository.js';
import { SpendingService } from './spending/spending.service.js';
import { StatementController } from './statement/statement.controller.js';
import { StatementRepository } from './statement/statement.repository.js';
import { StatementService } from './statement/statement.service.js';
import { KeyService } from './vault/key.service.js';
import { VaultRepository } from './vault/vault.repository.js';
import { VaultService } from './vault/vault.service.js';

const termsOf = (config: Config): Terms =>
  new Terms(config.CURRENCIES, config.IBAN_COUNTRY, config.BANK_CODE, config.CARD_PREFIX);

const keysOf = (config: Config): KeyService =>
  new KeyService(config.KEY_ENCRYPTION_KEY, config.KEY_ENCRYPTION_KEY_FORMER);

/** The account service: money. The only one that changes a balance. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    const database = (): Database =>
      new Database({ readerUrl: config.DATABASE_READER_URL, engineUrl: config.DATABASE_ENGINE_URL, entities });
    return {
      module: AppModule,
      controllers: [
        ...httpControllers,
        AccountController,
        BooksController,
        CardController,
        EntryController,
        FreezingController,
        PayeeController,
        AccountOfficeController,
        PostingConsumer,
        SpendingController,
        StatementController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: KeyService, useFactory: () => keysOf(config) },
        { provide: Terms, useFactory: () => termsOf(config) },
        { provide: Database, useFactory: database },
        { provide: KafkaLink, useFactory: () => new KafkaLink({ brokers: config.KAFKA_BROKERS, clientId: 'account' }) },
        {
          provide: HEALTH_CHECKS,
          useFactory: (...checks: [Database, KafkaLink, DenyList]) => checks,
          inject: [Database, KafkaLink, DenyList],
        },
        ...httpProviders,
        ...authProviders(config),
        ...auditProviders,
        {
          provide: Relay,
          useFactory: (...parts: [KafkaLink, Database]) => new Relay(...parts),
          inject: [KafkaLink, Database],
        },
        AccountRepository,
        AccountService,
        BooksRepository,
        BooksService,
        CardRepository,
        CardService,
        CustomerClient,
        EntryRepository,
        EntryService,
        FreezingService,
        HouseRepository,
        HouseService,
        OfficeRepository,
        OfficeService,
        OpeningRepository,
        PostingRepository,
        PostingService,
        SpendingRepository,
        SpendingService,
        StatementRepository,
        StatementService,
        VaultRepository,
        VaultService,
      ],
    };
  }
}
