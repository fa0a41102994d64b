import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MessageData } from '@florin/contracts';
import { readConfig } from '@florin/platform/config';
import { createApp } from '@florin/platform/http';
import { KafkaLink } from '@florin/platform/kafka';
import { BatchServer } from '@florin/platform/messaging';
import { testKafkaBrokers, testRedisUrl, type FreshDatabase, type TokenMaker } from '@florin/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Kafka, logLevel, type Consumer, type Message, type Producer } from 'kafkajs';
import { AppModule } from '../app.module.js';
import { fields } from '../config.js';
import { errors } from '../errors.js';
import { heardTopics } from '../heard.js';

type Command = MessageData<'account.post-transfer.v1'>;

/** What the account service in a spec says to a command; nothing, to keep silent. */
export type Play = (
  command: Command,
) => 'posted' | 'account_not_found' | 'card_not_found' | 'card_not_usable' | 'insufficient_funds' | 'silence';

/** Plays the account service: hears the commands of its tenants over real Kafka and answers as it is told. */
export class AccountPlayer {
  readonly heard: Command[] = [];
  play: Play = () => 'posted';
  private readonly producer: Producer;
  private readonly consumer: Consumer;

  constructor(private readonly tenants: ReadonlySet<string>) {
    const kafka = new Kafka({ brokers: testKafkaBrokers(), clientId: 'account-player', logLevel: logLevel.NOTHING });
    this.producer = kafka.producer();
    this.consumer = kafka.consumer({ groupId: `account-player-${randomUUID()}`, maxWaitTimeInMs: 100 });
  }

  async start(): Promise<void> {
    await Promise.all([this.producer.connect(), this.consumer.connect()]);
    await this.consumer.subscribe({ topic: 'account.commands', fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      // As the real one does: what was fetched together is answered together.
      eachBatch: async ({ batch }) => {
        const answers = batch.messages.flatMap(({ headers, value }) => {
          const tenant = String(headers?.ce_tenantid);
          return this.tenants.has(tenant) ? this.answer(JSON.parse(String(value)) as Command, tenant) : [];
        });
        if (answers.length > 0) await this.send(answers);
      },
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.consumer.disconnect()]);
  }

  /** Says it under a new message id, or once more under a given one; `key` puts it behind another transfer's. */
  async say(...said: Parameters<typeof answerOf>): Promise<void> {
    await this.send([answerOf(...said)]);
  }

  private answer(command: Command, tenant: string): Message[] {
    this.heard.push(command);
    const says = this.play(command);
    return says === 'silence' ? [] : [answerOf(command, says, tenant)];
  }

  private async send(messages: Message[]): Promise<void> {
    await this.producer.send({ topic: 'account.events', acks: -1, messages });
  }
}

function answerOf(
  command: Command,
  says: Exclude<ReturnType<Play>, 'silence'>,
  tenant: string,
  { id = randomUUID() as string, key = command.transfer_id } = {},
): Message {
  const { transfer_id, amount, booked_at } = command;
  const at = booked_at ?? new Date().toISOString();
  const side = (leg: Command['debit'], balance: string): object => ({
    account_id: 'account_id' in leg ? leg.account_id : randomUUID(),
    entry_id: randomUUID(),
    seq: '1',
    balance_after: { amount_minor: balance, currency: amount.currency },
  });
  const [type, data] =
    says === 'posted'
      ? [
          'account.transfer-posted.v1',
          { debit: side(command.debit, '5000'), credit: side(command.credit, '7000'), booked_at: at },
        ]
      : [
          'account.transfer-declined.v1',
          {
            reason: says,
            ...(says === 'insufficient_funds'
              ? { available: { amount_minor: '999', currency: amount.currency } }
              : {}),
            decided_at: at,
          },
        ];
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: type as string,
    ce_source: '/florin/account',
    ce_time: at,
    ce_tenantid: tenant,
  };
  const value = JSON.stringify({ transfer_id, verb: 'post', ...(data as object) });
  return { key, value, headers };
}

/** Answers the questions of the directory: who owns which account, under which number and name. */
export interface Book {
  readonly accounts: { id: string; owner: string; number: string; currency: string; tenant: string }[];
  readonly users: { id: string; username: string }[];
  /** The one bank of the book, and those of its people whom an officer may ask about. */
  readonly tenant: string;
  readonly people: Set<string>;
  /** How often anybody asked. */
  asked: number;
}

export async function serveBook(book: Book): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    book.asked++;
    const url = new URL(request.url ?? '/', 'http://book');
    const asked = url.searchParams;
    const account = (fits: (one: Book['accounts'][number]) => boolean): object | undefined => book.accounts.find(fits);
    const found = (): object | undefined => {
      const person = /^\/internal\/people\/(.+)$/.exec(url.pathname)?.[1];
      if (person !== undefined) {
        return claimsIn(request).tenant_id === book.tenant && book.people.has(person) ? { id: person } : undefined;
      }
      switch (url.pathname) {
        case '/internal/users':
          return book.users.find((one) => one.username === asked.get('username'));
        case '/internal/incoming': {
          const one = book.accounts.find(({ number }) => asked.get('iban')?.endsWith(number));
          return one && { ...one, owner_id: one.owner, tenant_id: one.tenant };
        }
        case '/internal/accounts':
          return account(
            (one) =>
              one.number === asked.get('number') ||
              (one.owner === asked.get('owner_id') && one.currency === asked.get('currency')),
          );
        default:
          return account((one) => url.pathname === `/accounts/${one.id}` && one.owner === claimsIn(request).sub);
      }
    };
    const body = found();
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function claimsIn({ headers }: IncomingMessage): { sub: string; tenant_id: string } {
  const claims = Buffer.from(headers.authorization?.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(claims) as { sub: string; tenant_id: string };
}

/** A replica of the service on real parts. `deaf` hears no messages, and no hints: it learns only from the database. */
export async function aReplica(o: {
  database: FreshDatabase;
  tokens: TokenMaker;
  bookUrl: string;
  group: string;
  deaf?: boolean;
  env?: Record<string, string>;
}): Promise<NestFastifyApplication> {
  const config = readConfig(fields, {
    LOG_LEVEL: 'error',
    KAFKA_BROKERS: testKafkaBrokers().join(','),
    REDIS_URL: testRedisUrl(),
    REDIS_VOLATILE_URL: o.deaf ? 'redis://127.0.0.1:1' : testRedisUrl(),
    DATABASE_READER_URL: o.database.readerUrl,
    DATABASE_ENGINE_URL: o.database.engineUrl,
    JWKS_URL: o.tokens.jwksUrl,
    ACCOUNT_URL: o.bookUrl,
    AUTH_URL: o.bookUrl,
    SELF_DEPOSIT: 'true',
    USER_WRITES_PER_MIN: '1000000',
    USER_READS_PER_MIN: '1000000',
    ...o.env,
  });
  const app = await createApp({
    name: 'transaction',
    module: AppModule.with(config),
    config,
    errors,
    strategy: o.deaf
      ? undefined
      : (of) => new BatchServer({ link: of.get(KafkaLink), group: o.group, topics: heardTopics }),
  });
  await app.init();
  await app.startAllMicroservices();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
