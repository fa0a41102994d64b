import { Module, type DynamicModule } from '@nestjs/common';
import { Database } from '@florin/platform/database';
import { BANK } from '../bank/bank.js';
import { BankClient } from '../bank/bank.client.js';
import { Line } from '../bank/line.client.js';
import { CONFIG, type Config } from '../config.js';
import { ReconciliationRepository } from '../reconciliation/reconciliation.repository.js';
import { ReconciliationService } from '../reconciliation/reconciliation.service.js';

/** What an operator's command needs beside the running services: no doors, no timers. */
@Module({})
export class OperatorModule {
  static with(config: Config): DynamicModule {
    const { DATABASE_READER_URL: readerUrl, DATABASE_ENGINE_URL: engineUrl } = config;
    return {
      module: OperatorModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Database, useFactory: () => new Database({ readerUrl, engineUrl, max: 2 }) },
        { provide: BANK, useFactory: () => new BankClient(config.BANK_URL, new Line(config.BANK_TIMEOUT_MS)) },
        ReconciliationRepository,
        ReconciliationService,
      ],
    };
  }
}
