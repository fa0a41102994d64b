import { Module, type DynamicModule, type INestApplication, type Provider } from '@nestjs/common';
import type { TopicName } from '@florin/contracts';
import { auditProviders } from '@florin/platform/audit';
import { authProviders, DenyList } from '@florin/platform/auth';
import { Database } from '@florin/platform/database';
import { HEALTH_CHECKS, httpControllers, httpProviders } from '@florin/platform/http';
import { KafkaLink } from '@florin/platform/kafka';
import { BatchServer, Relay } from '@florin/platform/messaging';
import { AnalysisService } from './analysis/analysis.service.js';
import { BANK } from './bank/bank.js';
import { BankClient } from './bank/bank.client.js';
import { BankController } from './bank/bank.controller.js';
import { BankService } from './bank/bank.service.js';
import { Line } from './bank/line.client.js';
import { BranchController } from './branch/branch.controller.js';
import { BranchRepository } from './branch/branch.repository.js';
import { BranchService } from './branch/branch.service.js';
import { CallbackController } from './callback/callback.controller.js';
import { CallbackRepository } from './callback/callback.repository.js';
import { CallbackService } from './callback/callback.service.js';
import { CallbackTimer } from './callback/callback.timer.js';
import { CONFIG, type Config } from './config.js';
import { ConfirmationPageController } from './confirmation/confirmation-page.controller.js';
import { ConfirmationController } from './confirmation/confirmation.controller.js';
import { ConfirmationRepository } from './confirmation/confirmation.repository.js';
import { ConfirmationService, ConfirmationTerms } from './confirmation/confirmation.service.js';
import { LoginClient } from './confirmation/login.client.js';
import { entities } from './data-source.js';
import { DELEGATION, type Delegation } from './delegation/delegation.js';
import { ExchangeClient } from './delegation/exchange.client.js';
import { LoanController } from './loan/loan.controller.js';
import { LoanRepository } from './loan/loan.repository.js';
import { LoanService } from './loan/loan.service.js';
import { McpController } from './mcp/mcp.controller.js';
import { MCP_RESOURCE, resourceOf } from './mcp/mcp.js';
import { McpService } from './mcp/mcp.service.js';
import { McpTokenService } from './mcp/mcp-token.service.js';
import { OfferController } from './offer/offer.controller.js';
import { OfferRepository } from './offer/offer.repository.js';
import { OfferService } from './offer/offer.service.js';
import { PaymentConsumer } from './payment/payment.consumer.js';
import { PaymentRepository } from './payment/payment.repository.js';
import { PaymentService } from './payment/payment.service.js';
import { PaymentTimer } from './payment/payment.timer.js';
import { SubmissionService } from './payment/submission.service.js';
import { PersonClient } from './portfolio/person.client.js';
import { PortfolioConsumer } from './portfolio/portfolio.consumer.js';
import { PortfolioController } from './portfolio/portfolio.controller.js';
import { PortfolioRepository } from './portfolio/portfolio.repository.js';
import { PortfolioService } from './portfolio/portfolio.service.js';
import { ReconciliationConsumer } from './reconciliation/reconciliation.consumer.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationRepository } from './reconciliation/reconciliation.repository.js';
import { ReconciliationService } from './reconciliation/reconciliation.service.js';
import { ReconciliationTimer } from './reconciliation/reconciliation.timer.js';
import { LANGUAGE_MODEL } from './query/language-model.js';
import { OpenaiClient } from './query/openai.client.js';
import { QueryController } from './query/query.controller.js';
import { QueryService } from './query/query.service.js';
import { ruleMatcher } from './query/rule-matcher.js';
import { RetentionRepository } from './retention/retention.repository.js';
import { RetentionService } from './retention/retention.service.js';
import { RetentionTimer } from './retention/retention.timer.js';
import { RequestKeyRepository } from './service-request/request-key.repository.js';
import { ServiceRequestController } from './service-request/service-request.controller.js';
import { ServiceRequestRepository } from './service-request/service-request.repository.js';
import { ServiceRequestService } from './service-request/service-request.service.js';
import { AddressClient } from './setting/address.client.js';
import type { AllowedHosts } from './setting/setting.js';
import { SettingController } from './setting/setting.controller.js';
import { SettingRepository } from './setting/setting.repository.js';
import { SettingService, SettingTerms } from './setting/setting.service.js';
import { AccountDesk } from './tool/account.desk.js';
import { CounterDesk } from './tool/counter.desk.js';
import { HouseClient } from './tool/house.client.js';
import { PortfolioDesk } from './tool/portfolio.desk.js';
import { ToolController } from './tool/tool.controller.js';
import { ToolService } from './tool/tool.service.js';
import { ConfirmationPages, TransferDesk } from './tool/transfer.desk.js';

/** The bank-integration service: the world outside. Its readiness does not depend on the other bank. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    const database = (): Database =>
      new Database({ readerUrl: config.DATABASE_READER_URL, engineUrl: config.DATABASE_ENGINE_URL, entities });
    const kafka = (): KafkaLink => new KafkaLink({ brokers: config.KAFKA_BROKERS, clientId: 'bank-integration' });
    return {
      module: AppModule,
      controllers: [
        ...httpControllers,
        BankController,
        BranchController,
        CallbackController,
        ConfirmationController,
        ConfirmationPageController,
        LoanController,
        McpController,
        OfferController,
        PaymentConsumer,
        PortfolioConsumer,
        PortfolioController,
        ReconciliationConsumer,
        ReconciliationController,
        QueryController,
        ServiceRequestController,
        SettingController,
        ToolController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Database, useFactory: database },
        { provide: KafkaLink, useFactory: kafka },
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
        ...outsideProviders(config),
        ...agentProviders(config),
        BranchRepository,
        BranchService,
        LoanRepository,
        LoanService,
        OfferRepository,
        OfferService,
        RequestKeyRepository,
        RetentionRepository,
        RetentionService,
        RetentionTimer,
        ServiceRequestRepository,
        ServiceRequestService,
      ],
    };
  }

  /** The door for messages. */
  static strategy(app: INestApplication): BatchServer {
    const own: TopicName[] = ['bank.commands'];
    const topics: TopicName[] = [...own, 'auth.events'];
    const { PORT: port } = app.get<Config>(CONFIG);
    return new BatchServer({ link: app.get(KafkaLink), group: 'bank-integration', topics, own, port });
  }
}

/** The line to the other bank, and what goes over it: payments, portfolios, statements. */
function outsideProviders(config: Config): Provider[] {
  return [
    { provide: Line, useFactory: () => new Line(config.BANK_TIMEOUT_MS) },
    { provide: BANK, useFactory: (line: Line) => new BankClient(config.BANK_URL, line), inject: [Line] },
    BankService,
    CallbackRepository,
    CallbackService,
    CallbackTimer,
    PaymentRepository,
    PaymentService,
    PaymentTimer,
    PersonClient,
    PortfolioRepository,
    PortfolioService,
    ReconciliationRepository,
    ReconciliationService,
    ReconciliationTimer,
    SubmissionService,
  ];
}

/** What programs that act for customers go through: tools, the customer's word, tokens for the other services. */
function agentProviders(config: Config): Provider[] {
  const { PUBLIC_URL: publicUrl, AUTH_URL: authUrl, EXCHANGE_CLIENT_SECRET: clientSecret } = config;
  const houses = { account: config.ACCOUNT_URL, auth: authUrl, transaction: config.TRANSACTION_URL };
  const exchange = { authUrl, publicUrl, clientId: 'bank-integration', clientSecret };
  return [
    { provide: DELEGATION, useFactory: () => new ExchangeClient(exchange) },
    {
      provide: HouseClient,
      useFactory: (delegation: Delegation) => new HouseClient(houses, delegation),
      inject: [DELEGATION],
    },
    { provide: ConfirmationTerms, useFactory: () => new ConfirmationTerms(String(config.CONFIRM_ABOVE)) },
    { provide: ConfirmationPages, useFactory: () => new ConfirmationPages(publicUrl) },
    { provide: MCP_RESOURCE, useFactory: () => resourceOf(publicUrl) },
    { provide: LoginClient, useFactory: () => new LoginClient(authUrl) },
    { provide: LANGUAGE_MODEL, useFactory: () => languageModel(config) },
    { provide: AddressClient, useFactory: () => new AddressClient(allowedHosts(config)) },
    {
      provide: SettingTerms,
      useFactory: () => new SettingTerms({ mcpServerUrl: resourceOf(publicUrl).url }, allowedHosts(config)),
    },
    AccountDesk,
    AnalysisService,
    ConfirmationRepository,
    ConfirmationService,
    CounterDesk,
    McpService,
    McpTokenService,
    PortfolioDesk,
    QueryService,
    SettingRepository,
    SettingService,
    ToolService,
    TransferDesk,
  ];
}

/** Our own address is allowed without a list, and may lie in the private network as on a laptop. */
function allowedHosts(config: Config): AllowedHosts {
  const { PUBLIC_URL: own, MCP_HOSTS: hosts = [], MCP_PRIVATE_HOSTS: inside = [] } = config;
  return { hosts, privateHosts: [...inside, new URL(own).host] };
}

function languageModel({ LANGUAGE_MODEL_URL: url, LANGUAGE_MODEL: model, LANGUAGE_MODEL_KEY: key }: Config) {
  return url === undefined ? ruleMatcher : new OpenaiClient({ url, model, key }, ruleMatcher);
}
