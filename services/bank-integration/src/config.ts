import { optional, port, readConfig, secret, serviceFields, url, type ConfigOf } from '@florin/platform/config';

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
};

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
