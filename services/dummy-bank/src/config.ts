import { optional, port, readConfig, secret, serviceFields, text, url, type ConfigOf } from '@florin/platform/config';

/** What this bank reads to serve. It has no database, and speaks to Florin by its callbacks alone. */
export const fields = {
  HOST: serviceFields.HOST,
  PORT: port(3000),
  PUBLIC_URL: serviceFields.PUBLIC_URL,
  LOG_LEVEL: serviceFields.LOG_LEVEL,
  SHUTDOWN_GRACE_S: serviceFields.SHUTDOWN_GRACE_S,
  /** Where it writes down what it must not forget. Without it a restart forgets customers and payments. */
  DATA_FILE: optional(text()),
  /** Where the other bank is called back. Without it nobody is. */
  CALLBACK_URL: optional(url()),
  /** What callbacks are signed with. */
  CALLBACK_SECRET: optional(secret()),
};

export type Config = ConfigOf<typeof fields>;

export const serveConfig = (): Config => readConfig(fields, process.env);
