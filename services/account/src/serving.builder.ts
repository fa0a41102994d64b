import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { MessageData } from '@florin/contracts';
import { readConfig } from '@florin/platform/config';
import { createApp } from '@florin/platform/http';
import { KafkaLink } from '@florin/platform/kafka';
import { BatchServer, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import {
  eventually,
  FIRST_TENANT,
  freshDatabase,
  readTopic,
  testKafkaBrokers,
  testRedisUrl,
  tokenMaker,
  type Bearer,
  type TokenMaker,
  type TopicMessage,
  type TopicReader,
} from '@florin/testing';
import { Kafka, logLevel } from 'kafkajs';
import { AppModule } from './app.module.js';
import { migrateAll } from './books/books.command.js';
import { migrateFields, serveConfig, type Config } from './config.js';
import { errors } from './errors.js';

/** A body: whatever is asked of it, the expectation judges. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = Record<string, any>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly text: string;
  readonly headers: Record<string, unknown>;
}

type Command = MessageData<'account.post-transfer.v1'>;

/** The whole service over real PostgreSQL, Kafka and Redis. Made here: the tokens, and the commands of transaction. */
export class Serving {
  readonly database = freshDatabase('account');
  config: Config;
  app: NestFastifyApplication;
  events: TopicReader;
  private tokens: TokenMaker;

  async start(changes: Record<string, string> = {}): Promise<void> {
    this.tokens = await tokenMaker();
    const env = {
      DATABASE_ADMIN_URL: this.database.adminUrl,
      DATABASE_OWNER_URL: this.database.ownerUrl,
      DATABASE_READER_URL: this.database.readerUrl,
      DATABASE_ENGINE_URL: this.database.engineUrl,
      KAFKA_BROKERS: testKafkaBrokers().join(','),
      REDIS_URL: testRedisUrl(),
      JWKS_URL: this.tokens.jwksUrl,
      LOG_LEVEL: 'silent',
      KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      USER_WRITES_PER_MIN: '1000000',
      USER_READS_PER_MIN: '1000000',
      ...changes,
    };
    const config = serveConfig(env);
    await migrateAll(readConfig(migrateFields, env));
    const group = `account-${this.database.name}`;
    const topics = ['account.commands'] as const;
    this.app = await createApp({
      name: 'account',
      module: AppModule.with(config),
      config,
      errors,
      strategy: (app) => new BatchServer({ link: app.get(KafkaLink), group, topics, own: topics }),
    });
    // Makes the topics, so that there is something to skip.
    await this.app.init();
    await skipWhatIsThere(group, 'account.commands');
    await this.app.startAllMicroservices();
    await this.app.getHttpAdapter().getInstance().ready();
    await eventually(async () => expect((await this.get(undefined, '/health/ready')).body['failing']).toEqual([]), {
      within: 20_000,
    });
    this.events = await readTopic('account.events', { brokers: testKafkaBrokers() });
    this.config = config;
  }

  async stop(): Promise<void> {
    await this.events?.close();
    await this.app?.close();
    await this.tokens?.close();
    await this.database.drop();
  }

  async ask(
    who: Bearer | undefined,
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    payload?: Json,
    headers: Json = {},
  ): Promise<Answer> {
    const authorization = who ? await this.tokens.authorization(who) : {};
    const answer = await this.app.inject({ method, url, payload, headers: { ...authorization, ...headers } });
    const isJson = String(answer.headers['content-type']).includes('json');
    const body = isJson ? (answer.json() as Json) : {};
    return { status: answer.statusCode, body, text: answer.body, headers: answer.headers };
  }

  get(who: Bearer | undefined, url: string, headers?: Json): Promise<Answer> {
    return this.ask(who, 'GET', url, undefined, headers);
  }

  open(who: Bearer | undefined, body: Json = {}, headers?: Json): Promise<Answer> {
    return this.ask(who, 'POST', '/accounts', body, headers);
  }

  async opened(who: Bearer, body: Json = {}): Promise<Json> {
    const answer = await this.open(who, body);
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  }

  /** Sends commands through Kafka as transaction would, and gives the answer to each. */
  command(...asked: Command[]): Promise<Json[]> {
    return this.say(
      ...asked.map((data) => outgoing('account.post-transfer.v1', data, { key: data.user_id, tenant: FIRST_TENANT })),
    );
  }

  /** Other specs' services hear the same topic and know none of these accounts: only what stands here is an answer. */
  async say(...rows: OutboxRow[]): Promise<Json[]> {
    this.app.get(Relay).push(rows);
    const answers = rows.map(async (row) => {
      const { transfer_id, verb } = JSON.parse(row.payload) as Json;
      const payload = await eventually(() => this.payloadOf(transfer_id, verb), { within: 20_000 });
      const own = ({ headers, value }: TopicMessage) => headers.ce_causationid === row.id && value === payload;
      const { headers, value } = await this.events.find(own, 20_000);
      return { type: headers.ce_type, ...JSON.parse(value) } as Json;
    });
    return Promise.all(answers);
  }

  private async payloadOf(transferId: string, verb: string): Promise<string> {
    const [outcome] = await this.database.query<{ payload: string }>(
      'select payload from outcome where transfer_id = $1 and verb = $2',
      [transferId, verb],
    );
    if (!outcome) throw new Error(`nothing was decided on ${verb} of ${transferId}`);
    return outcome.payload;
  }
}

/** Lets a new consumer group begin after the commands of other specs. */
async function skipWhatIsThere(groupId: string, topic: string): Promise<void> {
  const admin = new Kafka({ brokers: testKafkaBrokers(), clientId: groupId, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    // A topic that was made a moment ago may not have a leader yet.
    const ends = await eventually(() => admin.fetchTopicOffsets(topic));
    const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
    await admin.setOffsets({ groupId, topic, partitions });
  } finally {
    await admin.disconnect();
  }
}

export const somebody = (): Bearer & { userId: string } => ({ userId: randomUUID() });

export const codeOf = ({ status, body }: Answer): [number, string] => [status, body.code as string];

export function aDeposit(account: string, userId: string, minor: string, changes: Partial<Command> = {}): Command {
  return {
    transfer_id: randomUUID(),
    verb: 'post',
    kind: 'deposit',
    user_id: userId,
    debit: { house: 'cash' },
    credit: { account_id: account },
    amount: { amount_minor: minor, currency: 'USD' },
    description: null,
    ...changes,
  };
}

export function aTransfer(
  from: string,
  to: string,
  userId: string,
  minor: string,
  changes: Partial<Command> = {},
): Command {
  const legs = { debit: { account_id: from }, credit: { account_id: to } };
  return aDeposit(from, userId, minor, { kind: 'transfer', ...legs, ...changes });
}
