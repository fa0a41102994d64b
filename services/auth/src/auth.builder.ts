import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@florin/contracts';
import { readConfig } from '@florin/platform/config';
import { createApp } from '@florin/platform/http';
import { freshDatabase, readTopic, testKafkaBrokers, testRedisUrl, type FreshDatabase } from '@florin/testing';
import type { TopicMessage, TopicReader } from '@florin/testing';
import { AppModule } from './app.module.js';
import { fields, migrateFields, type Config } from './config.js';
import { dataSource } from './data-source.js';
import { errors } from './errors.js';
import { migrateAll } from './operator/operator.command.js';
import { OperatorService } from './operator/operator.service.js';

export type Json = Record<string, unknown>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the service answers, as far as specs look into it. */
export interface Body extends Json {
  readonly user: { readonly id: string; readonly email: string; readonly tenant_id: string };
  readonly access_token: string;
  readonly refresh_token: string;
  readonly code?: string;
  readonly errors: { readonly field: string }[];
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Officer {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

export const EXCHANGE_SECRET = 'a secret that only these specs know';
export const PASSWORD = 'correct horse battery';

/** The auth service on a database of its own, with the real Kafka and Redis; its HTTP door is called in process. */
export class AuthService {
  private people = 0;

  constructor(
    readonly database: FreshDatabase,
    readonly config: Config,
    readonly app: NestFastifyApplication,
    private readonly events: TopicReader,
    private readonly records: TopicReader,
  ) {}

  async ask(method: Method, url: string, payload?: unknown, headers: Json = {}): Promise<Answer> {
    const answer = await this.app.inject({ method, url, payload: payload as Json, headers: headers as never });
    const body = (answer.body === '' ? {} : answer.json()) as Body;
    return { status: answer.statusCode, body, headers: answer.headers };
  }

  post(url: string, payload?: unknown, headers?: Json): Promise<Answer> {
    return this.ask('POST', url, payload, headers);
  }

  me(token: string): Promise<Answer> {
    return this.ask('GET', '/auth/me', undefined, bearer(token));
  }

  /** A stranger with an address that nobody has. */
  somebody(more: Json = {}): Json {
    this.people += 1;
    return { email: `person-${this.people}@example.com`, password: PASSWORD, full_name: 'Ada Lovelace', ...more };
  }

  async registered(more: Json = {}): Promise<Body> {
    const { status, body } = await this.post('/auth/register', this.somebody(more));
    if (status !== 201) throw new Error(`registration was answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Somebody of the office, made by the operator and logged in. */
  async officer(role: Role, tenant?: string): Promise<Officer> {
    this.people += 1;
    const email = `${role}-${this.people}@example.com`;
    const engine = await dataSource(this.config.DATABASE_ENGINE_URL).initialize();
    const operator = new OperatorService(engine, this.config.DEFAULT_TENANT_ID);
    const name = { firstName: 'Eve', lastName: 'Officer' };
    await operator.makeUser({ what: 'create', email, role, username: null, name, tenant, password: PASSWORD });
    await engine.destroy();
    const { body } = await this.login(email, { tenant_id: tenant });
    const { body: me } = await this.me(body.access_token);
    return { id: me['id'] as string, email, token: body.access_token, refreshToken: body.refresh_token };
  }

  login(email: string, more: Json = {}): Promise<Answer> {
    return this.post('/auth/login', { email, password: PASSWORD, ...more });
  }

  /** One more bank, closed to strangers. */
  async tenant(): Promise<string> {
    const [made] = await this.database.query<{ id: string }>(
      `insert into tenant (id, name) values (gen_random_uuid(), gen_random_uuid()::text) returning id`,
    );
    return made!.id;
  }

  /** What auth.events says of a person. */
  heard(type: string, userId: string): Promise<TopicMessage> {
    return this.events.find((one) => one.key === userId && one.headers['ce_type'] === type);
  }

  /** What audit.events says of a deed of a person, or of a deed done to one. */
  async recorded(action: string, id: string): Promise<Json> {
    const named = (one: TopicMessage): boolean => one.value.includes(`"${id}"`);
    const found = await this.records.find((one) => named(one) && one.value.includes(`"action":"${action}"`));
    return JSON.parse(found.value) as Json;
  }

  /** The letters to an address, the oldest first. */
  letters(to: string): string[] {
    const folder = this.mailFolder;
    const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    const letters = names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
    return letters.filter((letter) => letter.includes(`\nTo: ${to}\n`));
  }

  private get mailFolder(): string {
    return fileURLToPath(this.config.MAIL_URL!);
  }

  async close(): Promise<void> {
    rmSync(this.mailFolder, { recursive: true, force: true });
    await Promise.all([this.events.close(), this.records.close()]);
    await this.app.close();
    await this.database.drop();
  }
}

export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** One more replica of a service. */
export async function aReplica(config: Config): Promise<NestFastifyApplication> {
  const app = await createApp({ name: 'auth', module: AppModule.with(config), config, errors });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** What is given takes the place of what the specs share: another Redis, say. */
export async function anAuthService(
  more: { REDIS_URL?: string; USER_WRITES_PER_MIN?: string } = {},
): Promise<AuthService> {
  const database = freshDatabase('auth');
  const env = {
    DATABASE_ADMIN_URL: database.adminUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_READER_URL: database.readerUrl,
    DATABASE_ENGINE_URL: database.engineUrl,
    KAFKA_BROKERS: testKafkaBrokers().join(','),
    REDIS_URL: testRedisUrl(),
    KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    EXCHANGE_CLIENT_SECRET: EXCHANGE_SECRET,
    MAIL_URL: pathToFileURL(mkdtempSync(join(tmpdir(), 'florin-mail-'))).href,
    LOGIN_FAILURES_PER_ADDRESS: '1000000',
    LOG_LEVEL: 'silent',
    USER_WRITES_PER_MIN: '1000000',
    USER_READS_PER_MIN: '1000000',
    ...more,
  };
  await migrateAll(readConfig(migrateFields, env), () => undefined);
  const config = readConfig(fields, env);
  const app = await aReplica(config);
  const brokers = { brokers: testKafkaBrokers() };
  const [events, records] = await Promise.all([readTopic('auth.events', brokers), readTopic('audit.events', brokers)]);
  return new AuthService(database, config, app, events, records);
}
