import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { histogram, inTrace, log, newTrace, randomHex, type Trace } from '../telemetry/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace that this request is a step of. */
    trace: Trace | null;
  }
}

const SANE = /^[A-Za-z0-9._~-]{8,128}$/;

/** Takes the request's id over when it is a sane token, else makes one. */
export function requestIdOf(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : randomHex(16);
}

interface Timed {
  observe(seconds: number): void;
}

/** Finds the child of a histogram once per label set: the lookup by labels is dear on the hot path. */
function timers(): (request: FastifyRequest, status: number) => Timed {
  const labels = ['method', 'route', 'status'] as const;
  const seconds = histogram('http_request_duration_seconds', 'Time to answer a request.', labels);
  const known = new Map<string, Timed>();
  return (request, status) => {
    const route = request.routeOptions.url ?? 'unknown';
    const key = `${request.method} ${route} ${status}`;
    let timer = known.get(key);
    if (!timer) known.set(key, (timer = seconds.labels(request.method, route, String(status))));
    return timer;
  };
}

function tell(request: FastifyRequest, reply: FastifyReply): void {
  const status = reply.statusCode;
  const level = status >= 400 && status < 500 ? 'info' : 'debug';
  if (!log.isLevelEnabled(level)) return;
  const path = request.url.split('?', 1)[0];
  const line = { method: request.method, path, status, duration_ms: Math.round(reply.elapsedTime * 10) / 10 };
  log[level]({ ...line, request_id: request.id, trace_id: request.trace?.traceId }, 'answered');
}

/** Gives every request its id, its trace and its headers; counts and logs what was answered. */
export function installRequestHooks(server: FastifyInstance): void {
  const timerOf = timers();
  server.decorateRequest('trace', null);
  server.addHook('onRequest', (request, reply, done) => {
    const traceparent = request.headers['traceparent'];
    request.trace = newTrace(typeof traceparent === 'string' ? traceparent : null, request.id);
    reply.header('x-request-id', request.id);
    reply.header('cache-control', 'no-store');
    inTrace(request.trace, done);
  });
  // The events of a body's stream belong to its socket, so the trace is entered again once the body is read.
  server.addHook('preHandler', (request, _reply, done) => inTrace(request.trace ?? undefined, done));
  server.addHook('onResponse', (request, reply, done) => {
    timerOf(request, reply.statusCode).observe(reply.elapsedTime / 1000);
    tell(request, reply);
    done();
  });
}
