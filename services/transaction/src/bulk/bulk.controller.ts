import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@florin/kernel';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails, Wait } from '@florin/platform/http';
import { refusalOf, shownStatus, view } from '../transfer/answer.js';
import type { Outcome } from '../transfer/door.service.js';
import { BulkBody, BulkView, toItem, type BulkItemView } from './bulk.dto.js';
import { BulkService, type Item } from './bulk.service.js';

@ApiTags('Moving money')
@Controller()
export class BulkController {
  constructor(private readonly bulks: BulkService) {}

  @Post('transfers/bulk')
  @HttpCode(200)
  @Allow('transfers:write')
  @Sensitive()
  @Fails('overloaded', 'revocation_unavailable')
  @ApiOperation({
    summary: 'Send money many times at once',
    description:
      'Each item is judged alone, in their order, and answered as a single transfer would be; 200 says only' +
      ' that all were looked at. Waits for all of them together, `Prefer: wait=N` seconds at most (5 when ' +
      'not said, 30 at most, `respond-async` for none); what is not decided by then is `pending`.',
  })
  @ApiOkResponse({ type: BulkView })
  async send(
    @Body() body: BulkBody,
    @CallerOf() caller: Caller,
    @Wait() waitS: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BulkView> {
    const outcomes = await this.bulks.take(body.transfers.map(read), caller, waitS);
    if (request.headers['prefer'] !== undefined)
      reply.header('preference-applied', waitS === 0 ? 'respond-async' : `wait=${waitS}`);
    return { items: outcomes.map((outcome, index) => this.itemOf(outcome, index)) };
  }

  private itemOf(outcome: Outcome | Error, index: number): BulkItemView {
    if (outcome instanceof Error) return { index, status: 'refused', error: this.bulks.problemOf(outcome) };
    const { transfer } = outcome;
    const shown = { index, status: shownStatus(transfer.status), transfer: view(transfer) };
    return transfer.status === 'declined' ? { ...shown, error: this.bulks.problemOf(refusalOf(transfer)) } : shown;
  }
}

function read(given: unknown, index: number): Item {
  try {
    return toItem(given, index);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
