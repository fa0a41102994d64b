import { isCurrency } from '@florin/kernel';
import {
  ConfigError,
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
  PORT: port(3002),
  /** Where auth publishes the keys that verify tokens. */
  JWKS_URL: url({ default: 'http://127.0.0.1:3001/oauth/jwks' }),
  /** The bank's own code inside its IBANs. */
  BANK_CODE: text({ default: '10020030' }),
  IBAN_COUNTRY: text({ default: 'DE' }),
  /** Where an officer's customers are known. */
  AUTH_URL: url({ default: 'http://127.0.0.1:3001' }),
  /** The key over the keys that card numbers are sealed with. */
  KEY_ENCRYPTION_KEY: secret({ bytes: 32 }),
  /** The one of before, while something is wrapped by it. */
  KEY_ENCRYPTION_KEY_FORMER: optional(secret({ bytes: 32 })),
  /** With what the numbers of the bank's cards begin: 4 to 8 digits. */
  CARD_PREFIX: text({ default: '990000' }),
  /** The currencies in which customers may open accounts. */
  CURRENCIES: list({ default: ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'KWD'] }),
};

/** What an operator's command reads. */
export const operatorFields = {
  DATABASE_READER_URL: serviceFields.DATABASE_READER_URL,
  DATABASE_ENGINE_URL: serviceFields.DATABASE_ENGINE_URL,
};

/** What `main.js keys` reads. */
const keysFields = {
  ...operatorFields,
  KEY_ENCRYPTION_KEY: fields.KEY_ENCRYPTION_KEY,
  KEY_ENCRYPTION_KEY_FORMER: fields.KEY_ENCRYPTION_KEY_FORMER,
};

/** What `main.js migrate` reads. */
export const migrateFields = {
  ...operatorFields,
  DATABASE_OWNER_URL: secret(),
  /** A superuser's address: when set, the database and its roles are made first. */
  DATABASE_ADMIN_URL: optional(secret()),
};

export const CONFIG = Symbol('florin.account-config');
export type Config = ConfigOf<typeof fields>;
export type OperatorConfig = ConfigOf<typeof operatorFields>;
export type KeysConfig = ConfigOf<typeof keysFields>;
export type MigrateConfig = ConfigOf<typeof migrateFields>;

export function serveConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const config = readConfig(fields, env);
  const faults: string[] = [];
  if (!config.CURRENCIES.every(isCurrency)) faults.push('CURRENCIES must be ISO 4217 codes that Florin knows');
  if (!/^[0-9]{8}$/.test(config.BANK_CODE)) faults.push('BANK_CODE must be eight digits');
  if (!/^[A-Z]{2}$/.test(config.IBAN_COUNTRY)) faults.push('IBAN_COUNTRY must be two capital letters');
  if (!/^[0-9]{4,8}$/.test(config.CARD_PREFIX)) faults.push('CARD_PREFIX must be four to eight digits');
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}
export const operatorConfig = (): OperatorConfig => readConfig(operatorFields, process.env);
export const keysConfig = (): KeysConfig => readConfig(keysFields, process.env);
export const migrateConfig = (): MigrateConfig => readConfig(migrateFields, process.env);
