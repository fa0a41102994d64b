import { Module, type DynamicModule } from '@nestjs/common';
import { httpControllers, httpProviders } from '@florin/platform/http';
import { CallbackService } from './callback/callback.service.js';
import type { Config } from './config.js';
import { CustomerController } from './customer/customer.controller.js';
import { CustomerRepository } from './customer/customer.repository.js';
import { CustomerService } from './customer/customer.service.js';
import { FaultController } from './fault/fault.controller.js';
import { FaultGuard } from './fault/fault.guard.js';
import { FaultService } from './fault/fault.service.js';
import { JournalRepository } from './journal/journal.repository.js';
import { SilenceInterceptor } from './fault/silence.interceptor.js';
import { PaymentController } from './payment/payment.controller.js';
import { PaymentRepository } from './payment/payment.repository.js';
import { PaymentService } from './payment/payment.service.js';
import { PortfolioController } from './portfolio/portfolio.controller.js';
import { StatementController } from './statement/statement.controller.js';
import { StatementService } from './statement/statement.service.js';
import { StatusController } from './status/status.controller.js';

/** A bank outside of Florin, simulated: it trusts whoever reaches it, and misbehaves when it is told to. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    const target = { url: config.CALLBACK_URL, secret: config.CALLBACK_SECRET };
    return {
      module: AppModule,
      controllers: [
        ...httpControllers,
        CustomerController,
        FaultController,
        PaymentController,
        PortfolioController,
        StatementController,
        StatusController,
      ],
      providers: [
        ...httpProviders,
        { provide: JournalRepository, useFactory: () => new JournalRepository(config.DATA_FILE) },
        CustomerRepository,
        CustomerService,
        FaultGuard,
        FaultService,
        {
          provide: CallbackService,
          useFactory: (...parts: [JournalRepository, FaultService]) => new CallbackService(target, ...parts),
          inject: [JournalRepository, FaultService],
        },
        PaymentRepository,
        PaymentService,
        SilenceInterceptor,
        StatementService,
      ],
    };
  }
}
