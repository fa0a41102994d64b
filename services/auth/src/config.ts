import {
  ConfigError,
  FieldFault,
  integer,
  list,
  optional,
  port,
  readConfig,
  secret,
  serviceFields,
  text,
  type ConfigOf,
  type Field,
} from '@florin/platform/config';
import { isId } from '@florin/platform/http';

/** The bank of a fresh installation: what `tenant_id` means when nobody says it. */
const FLORIN = '01900000-0000-7000-8000-000000000001';

function tenantId(): Field<string> {
  const id = text({ default: FLORIN });
  const read = (value: string): string => {
    if (!isId(value)) throw new ConfigError(['DEFAULT_TENANT_ID must be a UUID']);
    return value.toLowerCase();
  };
  return { ...id, read };
}

/** Where letters go: a mail server, or a folder. */
function mailUrl(): Field<string> {
  const whole = secret();
  const read = (value: string): string => {
    if (!/^(smtps?:\/\/.|file:\/\/\/.)/.test(value)) throw new FieldFault('must be smtp://, smtps:// or file:///');
    return value;
  };
  return { ...whole, read };
}

/** What the service reads to serve. */
export const fields = {
  ...serviceFields,
  PORT: port(3001),
  /** Seals the signing keys and the secrets of second factors in the database: 32 bytes in base64. */
  KEY_ENCRYPTION_KEY: secret({ bytes: 32 }),
  /** The one of before, while something is sealed by it. */
  KEY_ENCRYPTION_KEY_FORMER: optional(secret({ bytes: 32 })),
  /** What bank-integration shows to change an agent's token for one of the API's. */
  EXCHANGE_CLIENT_SECRET: secret(),
  DEFAULT_TENANT_ID: tenantId(),
  /** Without it no letter is sent. */
  MAIL_URL: optional(mailUrl()),
  MAIL_FROM: text({ default: 'Florin <no-reply@localhost>' }),
  /** How often logins from one address may fail in a day, over all people. */
  LOGIN_FAILURES_PER_ADDRESS: integer({ default: 100, min: 1, max: 100_000_000 }),
  /** Whom `GET /health` asks beside this service: `name=url` of each readiness, between commas. */
  HEALTH_URLS: list({ default: [] }),
};

/** What an operator's command reads. */
export const operatorFields = {
  DATABASE_ENGINE_URL: serviceFields.DATABASE_ENGINE_URL,
  DEFAULT_TENANT_ID: fields.DEFAULT_TENANT_ID,
};

/** What `main.js keys` reads. */
export const keyFields = {
  ...operatorFields,
  KEY_ENCRYPTION_KEY: fields.KEY_ENCRYPTION_KEY,
  KEY_ENCRYPTION_KEY_FORMER: fields.KEY_ENCRYPTION_KEY_FORMER,
};

/** What `main.js migrate` reads. */
export const migrateFields = {
  ...operatorFields,
  DATABASE_READER_URL: serviceFields.DATABASE_READER_URL,
  DATABASE_OWNER_URL: secret(),
  /** A superuser's address: when set, the database and its roles are made first. */
  DATABASE_ADMIN_URL: optional(secret()),
};

export type Config = ConfigOf<typeof fields>;
export type OperatorConfig = ConfigOf<typeof operatorFields>;
export type KeyConfig = ConfigOf<typeof keyFields>;
export type MigrateConfig = ConfigOf<typeof migrateFields>;

export const serveConfig = (): Config => readConfig(fields, process.env);
export const operatorConfig = (): OperatorConfig => readConfig(operatorFields, process.env);
export const keyConfig = (): KeyConfig => readConfig(keyFields, process.env);
export const migrateConfig = (): MigrateConfig => readConfig(migrateFields, process.env);

/** Provider token for what the service was started with. */
export const CONFIG = Symbol('florin.auth-config');
