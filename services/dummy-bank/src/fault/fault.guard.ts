import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { DomainError } from '@florin/kernel';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../errors.js';
import { strike } from './fault.js';
import { FaultService } from './fault.service.js';

/** Lets the ordered faults strike the routes that it stands before. Health and the faults themselves stay reachable. */
@Injectable()
export class FaultGuard implements CanActivate {
  constructor(private readonly faults: FaultService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const faults = this.faults.current();
    if (faults.latencyMs > 0) await delay(context, faults.latencyMs);
    switch (strike(faults, Math.random())) {
      case 'cut':
        return cut(context);
      case 'error':
        throw new DomainError<ErrorCode>('ordered_fault');
      case 'answer':
        return true;
    }
  }
}

const socketOf = (context: ExecutionContext): Socket =>
  context.switchToHttp().getRequest<FastifyRequest>().raw.socket;

/** Waits, but no longer than the caller does. */
async function delay(context: ExecutionContext, ms: number): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  const socket = socketOf(context).once('close', leave);
  await wait(ms, undefined, { signal: gone.signal }).catch(() => undefined);
  socket.off('close', leave);
}

/** Ends the connection without a word; the request is never answered. */
function cut(context: ExecutionContext): Promise<never> {
  context.switchToHttp().getResponse<FastifyReply>().hijack();
  socketOf(context).destroy();
  return new Promise<never>(() => undefined);
}
