import {
  integer,
  list,
  optional,
  port,
  readConfig,
  secret,
  serviceFields,
  text,
  url,
  type ConfigOf,
} from '@florin/platform/config';

/** What the service reads to serve. */
export const fields = {
  ...serviceFields,
  PORT: port(3004),
  JWKS_URL: url({ default: 'http://127.0.0.1:3001/oauth/jwks' }),
  /** Where an agent's token is changed for one of the API's, and what is shown for it. */
  AUTH_URL: url({ default: 'http://127.0.0.1:3001' }),
  EXCHANGE_CLIENT_SECRET: optional(secret()),
  /** The other bank's address. */
  BANK_URL: url({ default: 'http://127.0.0.1:3000' }),
  /** How the other bank is called in our books: its settlement account is `settlement:<bank>`. */
  BANK_NAME: text({ default: 'rivermark' }),
  /** What the other bank signs its callbacks with. */
  BANK_CALLBACK_SECRET: secret(),
  /** How long the other bank may take to answer before the question is asked again. */
  BANK_TIMEOUT_MS: integer({ default: 5_000, min: 100, max: 60_000 }),
  /** Whose suspense account takes money that nobody can be found for. */
  SUSPENSE_TENANT_ID: text({ default: '01900000-0000-7000-8000-000000000001' }),
  /** The services that the tools call. */
  ACCOUNT_URL: url({ default: 'http://127.0.0.1:3002' }),
  TRANSACTION_URL: url({ default: 'http://127.0.0.1:3003' }),
  /** More than this a day, in major units, and the customer confirms on the bank's own page. */
  CONFIRM_ABOVE: integer({ default: 100, min: 0, max: 1_000_000_000 }),
  /** A language model behind an endpoint like OpenAI's, with its path up to /v1; without it rules answer questions. */
  LANGUAGE_MODEL_URL: optional(url()),
  LANGUAGE_MODEL: text({ default: 'default' }),
  LANGUAGE_MODEL_KEY: optional(secret()),
  /** Hosts that an admin may name as the place of the tools, and those of them in the private network. */
  MCP_HOSTS: optional(list()),
  MCP_PRIVATE_HOSTS: optional(list()),
};

/** Provider token for what the service was started with. */
export const CONFIG = Symbol('florin.bank-config');

/** What `main.js migrate` reads. */
export const migrateFields = {
  DATABASE_READER_URL: serviceFields.DATABASE_READER_URL,
  DATABASE_ENGINE_URL: serviceFields.DATABASE_ENGINE_URL,
  DATABASE_OWNER_URL: secret(),
  /** A superuser's address: when set, the database and its roles are made first. */
  DATABASE_ADMIN_URL: optional(secret()),
};

export type Config = ConfigOf<typeof fields>;
export type MigrateConfig = ConfigOf<typeof migrateFields>;

export const serveConfig = (): Config => readConfig(fields, process.env);
export const migrateConfig = (): MigrateConfig => readConfig(migrateFields, process.env);
