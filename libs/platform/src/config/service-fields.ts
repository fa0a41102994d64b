import { choice, integer, list, origins, secret, text, url } from './field.js';

/** What every service of the bank with a database reads. A service adds its PORT and its own. */
export const serviceFields = {
  HOST: text({ default: '127.0.0.1' }),
  PUBLIC_URL: url({ default: 'http://localhost:8080' }),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { default: 'info' }),
  KAFKA_BROKERS: list({ default: ['127.0.0.1:3092'] }),
  REDIS_URL: url({ default: 'redis://127.0.0.1:3079' }),
  DATABASE_READER_URL: secret(),
  DATABASE_ENGINE_URL: secret(),
  /** The origins beside the bank's own whose pages may call it with a person's cookies. */
  CORS_ORIGINS: origins(),
  /** What one user may ask in a minute, over all services: what changes something, and what only reads. */
  USER_WRITES_PER_MIN: integer({ default: 100, min: 1, max: 100_000_000 }),
  USER_READS_PER_MIN: integer({ default: 600, min: 1, max: 100_000_000 }),
  SHUTDOWN_GRACE_S: integer({ default: 20, min: 1, max: 600 }),
} as const;
