import type { Server } from 'node:http';
import { Session } from 'node:inspector/promises';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { log } from '../telemetry/index.js';
import { createApp, type ServiceOptions } from './app.js';

/** Does the work of a process; when it fails, says why in one line and ends with 1. */
export async function orExit<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${name} cannot go on: ${reason.replaceAll(/\s+/g, ' ')}\n`);
    log.debug({ err: error }, 'failed');
    process.exit(1);
  }
}

/**
 * Connections that the system may hold while we are busy. Node's own 511 were too few when the gateway opened two
 * thousand at once: the rest came by retransmission, and some not within the gateway's two seconds.
 */
const CONNECTIONS_WAITING_MOST = 4_096;

/** Starts a service: messages first, then the HTTP door. Ends the process with one clear line when it cannot start. */
export function runService(service: ServiceOptions): Promise<NestFastifyApplication> {
  return orExit(service.name, async () => {
    const app = await createApp(service);
    endOnFault();
    const stop = stopper(app, service.config.SHUTDOWN_GRACE_S);
    process.once('SIGTERM', () => void stop('SIGTERM'));
    process.once('SIGINT', () => void stop('SIGINT'));
    await app.init();
    await app.startAllMicroservices();
    const { PORT: port, HOST: host } = service.config;
    await app.listen({ port, host, backlog: CONNECTIONS_WAITING_MOST });
    log.info({ address: await app.getUrl() }, `${service.name} is listening`);
    await giveBack();
    return app;
  });
}

/** Gives the memory back that only the start needed: V8 would keep a hundred megabytes of it. */
async function giveBack(): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}

/** A fault that nobody caught leaves the process in a state that nobody knows: it ends, and is started again. */
function endOnFault(): void {
  const end = (error: unknown): void => {
    log.fatal({ err: error }, 'nobody caught this');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/**
 * Follows the connections that have not asked anything yet. Closing a server waits for them as if they had, and
 * clients open some ahead of need (Node's fetch after an abort), so one could hold a stopping service to the last.
 */
function silentConnections(server: Server): Set<Socket> {
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', (request) => silent.delete(request.socket));
  return silent;
}

const IDLE_EVERY_MS = 100;

/** First the HTTP door drains while messages still flow, so that requests that wait for an outcome get it. */
function stopper(app: NestFastifyApplication, graceS: number): (signal: string) => Promise<void> {
  const silent = silentConnections(app.getHttpServer());
  let stopping = false;
  return async (signal) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const ended = (async (): Promise<number> => {
      for (const socket of silent) socket.destroy();
      // Closing ends the connections that are idle now; one that is still answering would be kept alive afterwards.
      setInterval(() => app.getHttpServer().closeIdleConnections(), IDLE_EVERY_MS).unref();
      await app.getHttpAdapter().getInstance().close();
      await app.close();
      return 0;
    })().catch((error: unknown) => {
      log.error({ err: error }, 'could not stop cleanly');
      return 1;
    });
    const late = wait(graceS * 1000, 1, { ref: false }).then((code) => {
      log.error({ grace_s: graceS }, 'did not stop in time');
      return code;
    });
    process.exit(await Promise.race([ended, late]));
  };
}
