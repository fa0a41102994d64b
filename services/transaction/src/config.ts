import {
  flag,
  integer,
  optional,
  port,
  readConfig,
  secret,
  serviceFields,
  text,
  url,
  type ConfigOf,
} from '@florin/platform/config';
import type { Defaults } from './limit/limit.js';

/** Major units past which minor units of some currency might not fit into a bigint. */
const MOST = 10_000_000_000_000;

/** What the service reads to serve, and to post history. */
export const fields = {
  ...serviceFields,
  PORT: port(3003),
  /** The Redis that may forget: hints between replicas travel through it. */
  REDIS_VOLATILE_URL: url({ default: 'redis://127.0.0.1:3080' }),
  JWKS_URL: url({ default: 'http://127.0.0.1:3001/oauth/jwks' }),
  AUTH_URL: url({ default: 'http://127.0.0.1:3001' }),
  ACCOUNT_URL: url({ default: 'http://127.0.0.1:3002' }),
  /** Whether customers may deposit by themselves, which mints money: for a laptop. */
  SELF_DEPOSIT: flag({ default: false }),
  /** The most of such a deposit, in major units of its currency. */
  SELF_DEPOSIT_MAX: integer({ default: 10_000, min: 1 }),
  /** The most of any transfer, in major units: a bigint of minor units holds it with room to spare. */
  MAX_AMOUNT: integer({ default: 1_000_000_000, min: 1, max: MOST }),
  /** What everybody may move by kind, in major units of each currency; an admin may say otherwise for one person. */
  LIMIT_DEPOSIT_PER_TRANSFER: integer({ default: 100_000_000, min: 0, max: MOST }),
  LIMIT_DEPOSIT_PER_DAY: integer({ default: 1_000_000_000, min: 0, max: MOST }),
  LIMIT_DEPOSIT_PER_MONTH: integer({ default: 10_000_000_000, min: 0, max: MOST }),
  LIMIT_WITHDRAWAL_PER_TRANSFER: integer({ default: 100_000_000, min: 0, max: MOST }),
  LIMIT_WITHDRAWAL_PER_DAY: integer({ default: 1_000_000_000, min: 0, max: MOST }),
  LIMIT_WITHDRAWAL_PER_MONTH: integer({ default: 10_000_000_000, min: 0, max: MOST }),
  LIMIT_TRANSFER_PER_TRANSFER: integer({ default: 100_000_000, min: 0, max: MOST }),
  LIMIT_TRANSFER_PER_DAY: integer({ default: 1_000_000_000, min: 0, max: MOST }),
  LIMIT_TRANSFER_PER_MONTH: integer({ default: 10_000_000_000, min: 0, max: MOST }),
  LIMIT_EXTERNAL_PER_TRANSFER: integer({ default: 100_000_000, min: 0, max: MOST }),
  LIMIT_EXTERNAL_PER_DAY: integer({ default: 1_000_000_000, min: 0, max: MOST }),
  LIMIT_EXTERNAL_PER_MONTH: integer({ default: 10_000_000_000, min: 0, max: MOST }),
  /** What the bank's own IBANs are made of; whoever is paid on another one is at another bank. */
  BANK_CODE: text({ default: '10020030' }),
  IBAN_COUNTRY: text({ default: 'DE' }),
  /** The bank over which payments leave; its settlement account is `settlement:<bank>`. */
  BANK_NAME: text({ default: 'rivermark' }),
  /** A payment that the other bank was not even asked for in this time is withdrawn. */
  PAYMENT_EXPIRES_S: integer({ default: 86_400, min: 1 }),
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

/** The limits that hold for everybody. */
export function defaultLimits(config: Config): Defaults {
  return {
    deposit: {
      per_transfer: config.LIMIT_DEPOSIT_PER_TRANSFER,
      per_day: config.LIMIT_DEPOSIT_PER_DAY,
      per_month: config.LIMIT_DEPOSIT_PER_MONTH,
    },
    withdrawal: {
      per_transfer: config.LIMIT_WITHDRAWAL_PER_TRANSFER,
      per_day: config.LIMIT_WITHDRAWAL_PER_DAY,
      per_month: config.LIMIT_WITHDRAWAL_PER_MONTH,
    },
    transfer: {
      per_transfer: config.LIMIT_TRANSFER_PER_TRANSFER,
      per_day: config.LIMIT_TRANSFER_PER_DAY,
      per_month: config.LIMIT_TRANSFER_PER_MONTH,
    },
    external: {
      per_transfer: config.LIMIT_EXTERNAL_PER_TRANSFER,
      per_day: config.LIMIT_EXTERNAL_PER_DAY,
      per_month: config.LIMIT_EXTERNAL_PER_MONTH,
    },
  };
}

/** Provider token for what the service was started with. */
export const CONFIG = Symbol('florin.transaction-config');
