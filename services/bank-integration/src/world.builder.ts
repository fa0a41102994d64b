import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig } from '@florin/platform/config';
import { migrate } from '@florin/platform/database';
import { createApp } from '@florin/platform/http';
import {
  freshDatabase, testKafkaBrokers, testRedisUrl, tokenMaker, type Bearer, type TokenMaker,
} from '@florin/testing';
import { AppModule } from './app.module.js';
import { fields } from './config.js';
import { migrations } from './data-source.js';
import { errors } from './errors.js';

/** A body: whatever is asked of it, the expectation judges. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = Record<string, any>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Record<string, unknown>;
}

/** The whole service over real PostgreSQL, Kafka and Redis. Made here: the tokens, and the services beside it. */
export class World {
  readonly database = freshDatabase('bank');
  app: NestFastifyApplication;
  tokens: TokenMaker;

  async start(env: Record<string, string> = {}): Promise<void> {
    await migrate({ ...this.database, migrations });
    this.tokens = await tokenMaker(env['PUBLIC_URL']);
    const config = readConfig(fields, {
      JWKS_URL: this.tokens.jwksUrl,
      KAFKA_BROKERS: testKafkaBrokers().join(','),
      REDIS_URL: testRedisUrl(),
      DATABASE_READER_URL: this.database.readerUrl,
      DATABASE_ENGINE_URL: this.database.engineUrl,
      BANK_CALLBACK_SECRET: 'a secret of the specs',
      LOG_LEVEL: 'silent',
      ...env,
    });
    this.app = await createApp({ name: 'bank-integration', module: AppModule.with(config), config, errors });
    await this.app.init();
    await this.app.getHttpAdapter().getInstance().ready();
  }

  async stop(): Promise<void> {
    await this.app?.close();
    await this.tokens?.close();
    await this.database.drop();
  }

  async ask(
    who: Bearer | undefined,
    method: 'GET' | 'POST',
    url: string,
    payload?: Json | string,
    headers: Json = {},
  ): Promise<Answer> {
    const authorization = who ? await this.tokens.authorization(who) : {};
    const answer = await this.app.inject({ method, url, payload, headers: { ...authorization, ...headers } });
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    return {
      status: answer.statusCode,
      body: isJson ? (answer.json() as Json) : { text: answer.body },
      headers: answer.headers,
    };
  }

  get(who: Bearer | undefined, url: string): Promise<Answer> {
    return this.ask(who, 'GET', url);
  }

  post(who: Bearer | undefined, url: string, body?: Json, headers?: Json): Promise<Answer> {
    return this.ask(who, 'POST', url, body, headers);
  }
}

export const somebody = (): Bearer & { userId: string } => ({ userId: randomUUID() });

export const codeOf = ({ status, body }: Answer): [number, string] => [status, body['code'] as string];
