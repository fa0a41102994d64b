import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseEnv } from 'node:util';
import type { Surroundings } from './parts.ts';
import type { Ports } from './ports.ts';
import { postgresUrl } from './postgres.ts';
import { redisUrl } from './redis.ts';
import type { DatabaseName, DatabaseRole, Secrets } from './secrets.ts';

/** The services, in the order in which people think of them, and the database of each. */
export const services = ['auth', 'account', 'transaction', 'bank-integration', 'dummy-bank'] as const;
export type ServiceName = (typeof services)[number];
export const databaseOf: Partial<Record<ServiceName, DatabaseName>> = {
  auth: 'auth',
  account: 'account',
  transaction: 'transaction',
  'bank-integration': 'bank',
};

type Environment = Record<string, string>;

/** What whoever starts the bank may set from outside, by these very names. */
export const movable = [
  ...['PUBLIC_URL', 'LOG_LEVEL', 'SHUTDOWN_GRACE_S', 'CURRENCIES', 'SELF_DEPOSIT', 'SELF_DEPOSIT_MAX', 'MAX_AMOUNT'],
  ...['CONFIRM_ABOVE', 'MCP_HOSTS', 'MCP_PRIVATE_HOSTS', 'LANGUAGE_MODEL_URL', 'LANGUAGE_MODEL', 'LANGUAGE_MODEL_KEY'],
  ...['DEPOSIT', 'WITHDRAWAL', 'TRANSFER', 'EXTERNAL'].flatMap((kind) =>
    ['TRANSFER', 'DAY', 'MONTH'].map((window) => `LIMIT_${kind}_PER_${window}`),
  ),
  ...['CORS_ORIGINS', 'USER_WRITES_PER_MIN', 'USER_READS_PER_MIN', 'LOGIN_FAILURES_PER_ADDRESS'],
  ...['MAIL_URL', 'MAIL_FROM'],
  ...['LISTEN_ADDRESS', 'TRUSTED_PROXY', 'API_RATE', 'API_BURST', 'LOGIN_RATE', 'LOGIN_BURST', 'UNDER_WAY_MOST'],
];

/** What is set of that. */
export function overridesOf(env: NodeJS.ProcessEnv): Environment {
  return Object.fromEntries(movable.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** The whole environment of one service. */
export function environmentOf(service: ServiceName, of: Surroundings, overrides: Environment = {}): Environment {
  const { ports, secrets } = of;
  const address = { HOST: '127.0.0.1', PORT: String(ports[service]), LOG_LEVEL: 'info' };
  const database = databaseOf[service];
  const urls = database ? databaseUrls(database, ports, secrets, ['reader', 'engine']) : {};
  const common = database ? shared(ports, secrets) : {};
  return { ...common, ...urls, ...address, ...particular(service, of), ...overrides };
}

/** What `main.js migrate` needs beside that. */
export function migrationEnvironmentOf(service: ServiceName, { ports, secrets }: Surroundings): Environment {
  const database = databaseOf[service];
  if (!database) return {};
  return { ...databaseUrls(database, ports, secrets, ['owner']), DATABASE_ADMIN_URL: postgresUrl(ports, secrets) };
}

function shared(ports: Ports, secrets: Secrets): Environment {
  return {
    PUBLIC_URL: `http://localhost:${ports.gateway}`,
    KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    REDIS_URL: redisUrl('redis', ports, secrets),
  };
}

function particular(service: ServiceName, { place, ports, secrets }: Surroundings): Environment {
  const at = (name: ServiceName): string => `http://127.0.0.1:${ports[name]}`;
  const near = { ACCOUNT_URL: at('account'), AUTH_URL: at('auth') };
  const keys = { JWKS_URL: `${at('auth')}/oauth/jwks` };
  const exchange = { EXCHANGE_CLIENT_SECRET: secrets.exchangeClient };
  const asked = services.filter((name) => name !== 'auth').map((name) => `${name}=${at(name)}/health/ready`);
  switch (service) {
    case 'auth':
      return {
        KEY_ENCRYPTION_KEY: secrets.keyEncryptionKey,
        ...exchange,
        MAIL_URL: pathToFileURL(place.path('mail')).href,
        HEALTH_URLS: asked.join(','),
      };
    case 'account':
      return { ...keys, AUTH_URL: at('auth'), KEY_ENCRYPTION_KEY: secrets.accountKeyEncryptionKey };
    case 'transaction': {
      return { ...keys, ...near, REDIS_VOLATILE_URL: redisUrl('redis-volatile', ports, secrets), SELF_DEPOSIT: 'true' };
    }
    case 'bank-integration':
      return {
        ...keys,
        ...exchange,
        ...near,
        TRANSACTION_URL: at('transaction'),
        BANK_URL: at('dummy-bank'),
        BANK_CALLBACK_SECRET: secrets.bankCallback,
      };
    case 'dummy-bank':
      return {
        DATA_FILE: place.path('dummy-bank.ndjson'),
        CALLBACK_URL: `${at('bank-integration')}/bank/callbacks`,
        CALLBACK_SECRET: secrets.bankCallback,
      };
  }
}

function databaseUrls(database: DatabaseName, ports: Ports, secrets: Secrets, roles: DatabaseRole[]): Environment {
  const url = (role: DatabaseRole): string =>
    `postgres://${database}_${role}:${secrets.roles[database][role]}@127.0.0.1:${ports.postgres}/florin_${database}`;
  return Object.fromEntries(roles.map((role) => [`DATABASE_${role.toUpperCase()}_URL`, url(role)]));
}

/** Writes down what a service runs with, for the operator's commands (and for whoever starts one service by hand). */
export function noteEnvironment(surroundings: Surroundings, service: ServiceName, environment: Environment): void {
  const path = surroundings.place.path('env', `${service}.env`);
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  chmodSync(path, 0o600);
}

/** What was written down when the service was last started. */
export function notedEnvironment(path: string): Environment | undefined {
  return existsSync(path) ? (parseEnv(readFileSync(path, 'utf8')) as Environment) : undefined;
}
