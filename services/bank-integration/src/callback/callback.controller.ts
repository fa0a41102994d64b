import { Body, Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '@florin/platform/auth';
import { Fails, KeepsRawBody, rawBodyOf } from '@florin/platform/http';
import { CallbackService } from './callback.service.js';

/** Where the other bank calls back. Its signature is what it is known by. */
@ApiTags('Other banks')
@Controller('bank')
export class CallbackController {
  constructor(private readonly callbacks: CallbackService) {}

  @Post('callbacks')
  @HttpCode(204)
  @Allow('public')
  @KeepsRawBody()
  @Fails('signature_invalid')
  @ApiOperation({
    summary: 'The other bank tells that a payment settled, came back, or came in',
    description: 'Signed with HMAC-SHA256 over `<timestamp>.<body>`. A repeat is one with the first.',
  })
  @ApiHeader({ name: 'X-Bank-Timestamp', schema: { type: 'string', format: 'date-time' } })
  @ApiHeader({ name: 'X-Bank-Signature', schema: { type: 'string', example: 'v1=<64 hexadecimal digits>' } })
  @ApiNoContentResponse({ description: 'Kept. What it comes to is decided afterwards.' })
  async take(
    @Req() request: FastifyRequest,
    @Headers('x-bank-timestamp') timestamp: unknown,
    @Headers('x-bank-signature') signature: unknown,
    @Body() told: unknown,
  ): Promise<void> {
    await this.callbacks.take({ timestamp, signature, body: rawBodyOf(request), told });
  }
}
