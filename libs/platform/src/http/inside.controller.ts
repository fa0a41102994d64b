import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '../auth/allow.js';
import { metrics } from '../telemetry/index.js';
import { Readiness, type Verdict } from './readiness.js';

/** Whether the process is alive, and whether it can work. Asked from inside; the gateway does not expose it. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Allow('public')
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('ready')
  @Allow('public')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Verdict> {
    const verdict = await this.readiness.judge();
    if (verdict.status !== 'ready') reply.code(503);
    return verdict;
  }
}

/** The figures of the process for Prometheus. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  @Get()
  @Allow('public')
  @Header('content-type', metrics.contentType)
  show(): Promise<string> {
    return metrics.metrics();
  }
}
