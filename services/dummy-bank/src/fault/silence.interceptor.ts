import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { FaultService } from './fault.service.js';

/** Lets the bank act and then say nothing, when that was ordered: the caller learns it by its own clock. */
@Injectable()
export class SilenceInterceptor implements NestInterceptor {
  constructor(private readonly faults: FaultService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (Math.random() >= this.faults.current().silentRate) return next.handle();
    return from(this.actInSilence(context, next));
  }

  private async actInSilence(context: ExecutionContext, next: CallHandler): Promise<never> {
    context.switchToHttp().getResponse<FastifyReply>().hijack();
    await lastValueFrom(next.handle()).catch(() => undefined);
    return new Promise<never>(() => undefined);
  }
}
