import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { auditProviders } from '@florin/platform/audit';
import { authProviders, DenyList } from '@florin/platform/auth';
import { Database } from '@florin/platform/database';
import { HEALTH_CHECKS, httpControllers, httpProviders } from '@florin/platform/http';
import { KafkaLink } from '@florin/platform/kafka';
import { BatchServer, Relay } from '@florin/platform/messaging';
import { BulkController } from './bulk/bulk.controller.js';
import { BulkService } from './bulk/bulk.service.js';
import { CONFIG, type Config } from './config.js';
import { entities } from './data-source.js';
import { Directory } from './directory/directory.client.js';
import { heardTopics } from './heard.js';
import { HistoryService } from './history/history.service.js';
import { IncomingConsumer } from './incoming/incoming.consumer.js';
import { IncomingRepository } from './incoming/incoming.repository.js';
import { IncomingService } from './incoming/incoming.service.js';
import { PayeeClient } from './incoming/payee.client.js';
import { LimitController } from './limit/limit.controller.js';
import { LimitRepository } from './limit/limit.repository.js';
import { LimitService } from './limit/limit.service.js';
import { OfficeController } from './transfer/office.controller.js';
import { OfficeService } from './transfer/office.service.js';
import { RetentionService } from './retention/retention.service.js';
import { RetentionTimer } from './retention/retention.timer.js';
import { ReversalController } from './reversal/reversal.controller.js';
import { ReversalRepository } from './reversal/reversal.repository.js';
import { ReversalService } from './reversal/reversal.service.js';
import { SuspenseController } from './suspense/suspense.controller.js';
import { SuspenseService } from './suspense/suspense.service.js';
import { CourseService } from './transfer/course.service.js';
import { DoorRepository } from './transfer/door.repository.js';
import { DoorService } from './transfer/door.service.js';
import { TransferConsumer } from './transfer/transfer.consumer.js';
import { TransferController } from './transfer/transfer.controller.js';
import { TransferRepository } from './transfer/transfer.repository.js';
import { TransferService } from './transfer/transfer.service.js';
import { TransferTimer } from './transfer/transfer.timer.js';
import { Hints } from './waiting/hint.client.js';
import { Waiting } from './waiting/waiting.service.js';

/** The transaction service: what customers ask for, and how it ended. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    const { DATABASE_READER_URL: readerUrl, DATABASE_ENGINE_URL: engineUrl, KAFKA_BROKERS: brokers } = config;
    return {
      module: AppModule,
      controllers: [
        ...httpControllers,
        BulkController,
        TransferController,
        OfficeController,
        LimitController,
        ReversalController,
        SuspenseController,
        TransferConsumer,
        IncomingConsumer,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Database, useFactory: () => new Database({ readerUrl, engineUrl, entities }) },
        { provide: KafkaLink, useFactory: () => new KafkaLink({ brokers, clientId: 'transaction' }) },
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
        BulkService,
        CourseService,
        Directory,
        DoorRepository,
        DoorService,
        HistoryService,
        Hints,
        IncomingRepository,
        IncomingService,
        LimitRepository,
        LimitService,
        OfficeService,
        PayeeClient,
        RetentionService,
        RetentionTimer,
        ReversalRepository,
        ReversalService,
        SuspenseService,
        TransferRepository,
        TransferService,
        TransferTimer,
        Waiting,
      ],
    };
  }

  /** The door for messages. */
  static strategy(app: INestApplication): BatchServer {
    const { PORT: port } = app.get<Config>(CONFIG);
    return new BatchServer({ link: app.get(KafkaLink), group: 'transaction', topics: heardTopics, port });
  }
}
