import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { DynamicModule, INestApplication, Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ErrorTable } from '@florin/kernel';
import type { FastifyServerOptions } from 'fastify';
import { collectProcessMetrics, NestLog, setUpLog } from '../telemetry/index.js';
import { installBodyParsers } from './body-parsers.js';
import { commonErrors } from './common-errors.js';
import { installCors } from './cors.js';
import { HealthController, MetricsController } from './inside.controller.js';
import { problem, problemMediaType } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { Readiness } from './readiness.js';
import { installRequestHooks, requestIdOf } from './request-hooks.js';
import { strictPipe } from './strict.pipe.js';

/** What a service is made of. */
export interface ServiceOptions {
  readonly name: string;
  readonly module: DynamicModule | Type<unknown>;
  readonly config: {
    readonly HOST: string;
    readonly PORT: number;
    readonly LOG_LEVEL: string;
    readonly PUBLIC_URL: string;
    readonly SHUTDOWN_GRACE_S: number;
    readonly CORS_ORIGINS?: readonly string[];
  };
  readonly errors: ErrorTable;
  /** The service's door for messages, if it has one. */
  readonly strategy?: (app: INestApplication) => CustomTransportStrategy | undefined;
}

/** Providers and controllers that every service lists in its module. */
export const httpProviders: Provider[] = [Readiness];
export const httpControllers: Type<unknown>[] = [HealthController, MetricsController];

const BODY_BYTES_MOST = 256 * 1024;
/** Longer than nginx keeps an idle connection (60 s): else it would send requests into a connection that is closing. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_MS = 30_000;

const errorTables = new WeakMap<object, ErrorTable>();

/** The error table that an app was made with. */
export function errorsOf(app: object): ErrorTable {
  return errorTables.get(app) ?? commonErrors;
}

/** Answers what is not HTTP at all, in the form of all other errors. */
function answerClientError(publicUrl: string, error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const { title } = commonErrors.bad_request;
  const body = JSON.stringify(problem({ publicUrl, code: 'bad_request', title, status }));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${problemMediaType}\r\nCache-Control: no-store\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function adapterFor(filter: ProblemFilter, publicUrl: string): FastifyAdapter {
  const options: FastifyServerOptions<Server> & { skipMiddie: boolean } = {
    logger: false,
    bodyLimit: BODY_BYTES_MOST,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    // The gateway stands on the same machine or in the same private network; nobody else may name the client's address.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => requestIdOf(request),
    // Requests on open connections are still served while the service stops.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id).header('cache-control', 'no-store');
      filter.answer(error, request as never, reply as never);
    },
    clientErrorHandler: (error, socket) => answerClientError(publicUrl, error as { code?: string }, socket as Socket),
    skipMiddie: true,
  };
  return new FastifyAdapter(options);
}

/** Builds a service without opening anything: for specs (`app.inject`), for the API document, and for `runService`. */
export async function createApp(service: ServiceOptions): Promise<NestFastifyApplication> {
  const { config } = service;
  setUpLog(service.name, config.LOG_LEVEL);
  collectProcessMetrics();
  const filter = new ProblemFilter(service.errors, config.PUBLIC_URL);
  const adapter = adapterFor(filter, config.PUBLIC_URL);
  const server = adapter.getInstance();
  server.decorateRequest('caller', null);
  installRequestHooks(server as never);
  installCors(server as never, config.CORS_ORIGINS ?? []);
  installBodyParsers(server as never);
  const app = await NestFactory.create<NestFastifyApplication>(service.module, adapter, {
    logger: new NestLog(),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(filter);
  app.useGlobalPipes(strictPipe());
  errorTables.set(app, { ...commonErrors, ...service.errors });
  const strategy = service.strategy?.(app);
  if (strategy) app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  return app;
}
