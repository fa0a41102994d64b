import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '@florin/platform/auth';
import { BankHealthView } from './health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('Health')
@Controller()
export class BankHealthController {
  constructor(private readonly health: HealthService) {}

  @Get('health')
  @Allow('public')
  @ApiOperation({ summary: 'How the whole bank is' })
  @ApiOkResponse({ type: BankHealthView })
  @ApiServiceUnavailableResponse({ type: BankHealthView, description: 'A part of the bank is down.' })
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<BankHealthView> {
    const health = await this.health.ask();
    if (health.status !== 'ok') reply.code(503);
    return health;
  }
}
