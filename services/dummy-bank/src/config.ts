import { optional, port, readConfig, serviceFields, text, type ConfigOf } from '@florin/platform/config';

/** What this bank reads to serve. It has no database, and speaks to nobody of Florin's. */
export const fields = {
  HOST: serviceFields.HOST,
  PORT: port(3000),
  PUBLIC_URL: serviceFields.PUBLIC_URL,
  LOG_LEVEL: serviceFields.LOG_LEVEL,
  SHUTDOWN_GRACE_S: serviceFields.SHUTDOWN_GRACE_S,
  /** Where it writes down what it must not forget. Without it a restart forgets who registered. */
  DATA_FILE: optional(text()),
};

export type Config = ConfigOf<typeof fields>;

export const serveConfig = (): Config => readConfig(fields, process.env);
