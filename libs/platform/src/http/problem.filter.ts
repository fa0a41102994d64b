import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError, type ErrorTable } from '@florin/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isPassing } from '../database/passing.js';
import { log } from '../telemetry/index.js';
import { commonErrors, type CommonErrorCode } from './common-errors.js';
import { problem, problemMediaType, type Problem } from './problem.js';

/** What an error comes down to before it is written: a code of the table and what may be said with it. */
interface Refusal {
  readonly code: string;
  readonly detail?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Fastify's and Nest's own refusals know only a status. */
const byStatus: Readonly<Record<number, CommonErrorCode>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'validation_failed',
  429: 'rate_limited',
  503: 'unavailable',
};

function statusOf(error: unknown): number {
  const known = error as { getStatus?: () => unknown; statusCode?: unknown } | null;
  const status = typeof known?.getStatus === 'function' ? known.getStatus() : known?.statusCode;
  return typeof status === 'number' ? status : 500;
}

/** Turns every error of a service into one problem document; and logs those that are our fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly table: ErrorTable;

  constructor(
    errors: ErrorTable,
    private readonly publicUrl: string,
  ) {
    this.table = { ...commonErrors, ...errors };
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Writes the answer for an error; also used where Fastify fails before Nest is reached. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const document = this.problemOf(error, request);
    if (reply.sent || reply.raw.headersSent) return;
    if (document.status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer');
    const seconds = document['retry_after'];
    if (document.status === 429 || document.code === 'overloaded' || typeof seconds === 'number') {
      reply.header('retry-after', typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : 1);
    }
    reply.header('content-type', problemMediaType).code(document.status).send(JSON.stringify(document));
  }

  /** The problem document for an error. Logs the error when it is a fault of ours. */
  problemOf(error: unknown, request: FastifyRequest): Problem {
    const refusal = this.refusalOf(error);
    const row = this.table[refusal.code] ?? commonErrors.internal_error;
    const code = this.table[refusal.code] ? refusal.code : 'internal_error';
    if (row.status >= 500) this.report(error, code, request);
    return problem({
      publicUrl: this.publicUrl,
      code,
      title: row.title,
      status: row.status,
      detail: refusal.detail,
      instance: request.url.split('?', 1)[0],
      requestId: request.id,
      extra: refusal.extra,
    });
  }

  private refusalOf(error: unknown): Refusal {
    if (error instanceof DomainError) return { code: error.code, detail: error.detail, extra: error.extra };
    const status = statusOf(error);
    const code = (error as { code?: unknown } | null)?.code;
    if (error instanceof SyntaxError && status === 400) {
      return { code: 'malformed_body', detail: 'The body is not valid JSON.' };
    }
    if (status === 400 && typeof code === 'string' && code.startsWith('FST_ERR_CTP')) return { code: 'malformed_body' };
    if (status === 413) return { code: 'body_too_large', detail: 'A body may have 256 KiB.' };
    if (status === 415) return { code: 'unsupported_media_type', detail: 'Send application/json.' };
    if (status >= 400 && status < 500) return { code: byStatus[status] ?? 'bad_request' };
    // The database or another part is away: the same request, asked again, may well succeed.
    if (status === 500 && isPassing(error)) return { code: 'unavailable', extra: { retry_after: 1 } };
    return { code: byStatus[status] ?? 'internal_error' };
  }

  private report(error: unknown, code: string, request: FastifyRequest): void {
    const about = { code, method: request.method, route: request.routeOptions.url, request_id: request.id };
    if (error instanceof DomainError && this.table[error.code]) log.warn({ ...about, detail: error.detail }, 'refused');
    else log.error({ ...about, err: error }, 'request failed');
  }
}
