import type { LoggerService } from '@nestjs/common';
import { pino, type Logger, type LoggerOptions } from 'pino';
import { currentTrace } from './trace.js';

export type { Logger } from 'pino';

/** Members that never reach a log, wherever they stand in the first three levels of what is logged. */
const hidden = [
  'authorization', 'cookie', '["set-cookie"]', '["x-csrf-token"]', 'password', 'current_password', 'new_password',
  'token', 'access_token', 'refresh_token', 'id_token', 'mfa_token', 'csrf_token', 'totp_code', 'recovery_code',
  'recovery_codes', 'secret', 'client_secret', 'code_verifier', 'card_number', 'passwordHash', 'privateKey',
  'KEY_ENCRYPTION_KEY', 'KEY_ENCRYPTION_KEY_FORMER',
  'EXCHANGE_CLIENT_SECRET',
];

const below = (prefix: string, name: string): string => (name.startsWith('[') ? prefix + name : `${prefix}.${name}`);

interface ErrorView {
  type: string;
  message: string;
  code?: unknown;
  stack?: string;
  cause?: ErrorView;
}

/** An error without its other members: a database's error carries the parameters of the statement. */
function errorView(error: unknown, depth = 0): ErrorView {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const view: ErrorView = { type: error.name, message: error.message, stack: error.stack };
  if ('code' in error) view.code = error.code;
  if (error.cause !== undefined && depth < 3) view.cause = errorView(error.cause, depth + 1);
  return view;
}

/** How every log of the bank is written: exported for the spec that proves the redaction. */
export const logOptions: LoggerOptions = {
  level: 'info',
  base: {},
  timestamp: pino.stdTimeFunctions.isoTime,
  messageKey: 'message',
  errorKey: 'err',
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: (error: unknown) => errorView(error) },
  redact: { paths: hidden.flatMap((name) => [name, below('*', name), below('*.*', name)]), censor: '[hidden]' },
  mixin() {
    const trace = currentTrace();
    if (!trace) return {};
    return trace.requestId === undefined
      ? { trace_id: trace.traceId }
      : { trace_id: trace.traceId, request_id: trace.requestId };
  },
};

/** The log of this process: JSON lines on standard output. */
export const log: Logger = pino(logOptions, pino.destination({ fd: 1, sync: true }));

/** Gives the log its level and the name of the service. */
export function setUpLog(service: string, level: string): void {
  log.level = level;
  log.setBindings({ service });
}

/**
 * What Nest says while it builds an app; of use only to those who look for a fault in it. When it fails, the error is
 * thrown as well, and whoever starts the app says it in one line.
 */
const chatter = new Set([
  'ExceptionHandler',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Nest's own log lines, and those of `new Logger(name)` in a service, over our log. */
export class NestLog implements LoggerService {
  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(said: 'trace' | Level, message: unknown, rest: unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const level = context !== undefined && chatter.has(context) && said !== 'trace' ? 'debug' : said;
    if (!log.isLevelEnabled(level)) return;
    const stack = level === 'error' && rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
    if (message instanceof Error) log[level]({ context, err: message }, message.message);
    else if (typeof message === 'string') log[level]({ context, stack }, message);
    else log[level]({ context, stack, data: message });
  }
}
