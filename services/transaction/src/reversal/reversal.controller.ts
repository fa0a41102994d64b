import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails, IdempotencyKey, IdParam, Wait } from '@florin/platform/http';
import { view } from '../transfer/answer.js';
import { CourseService } from '../transfer/course.service.js';
import { answer } from '../transfer/transfer.controller.js';
import { TransferView } from '../transfer/transfer.dto.js';
import { ReversalBody } from './reversal.dto.js';
import { ReversalService } from './reversal.service.js';

/** Takes back: what is completed, by the bank, and what is in review, by whoever asked for it. */
@ApiTags('Moving money')
@Controller('transfers')
export class ReversalController {
  constructor(
    private readonly reversals: ReversalService,
    private readonly course: CourseService,
  ) {}

  @Post(':id/reverse')
  @Allow('office:write')
  @Sensitive()
  @Fails(
    'transfer_not_found',
    'idempotency_key_reused',
    'not_reversible',
    'already_reversed',
    'amount_out_of_range',
    'account_closed',
    'insufficient_funds',
    'revocation_unavailable',
  )
  @ApiOperation({
    summary: 'Give a completed transfer back, all or a part of it',
    description:
      'A new linked transfer by the authority of the bank: it passes a freeze and never overdraws. All refunds of a ' +
      'transfer together never come to more than the transfer. Waits and repeats like a transfer.',
  })
  @ApiCreatedResponse({ type: TransferView })
  @ApiAcceptedResponse({ type: TransferView, description: 'Not decided yet; ask for it at `Location`.' })
  async reverse(
    @IdParam('id', 'transfer_not_found') originalId: string,
    @Body() { reason, amount }: ReversalBody,
    @CallerOf() { tenantId, userId: officerId }: Caller,
    @IdempotencyKey() key: string | undefined,
    @Wait() waitS: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransferView> {
    const wish = { tenantId, officerId, originalId, amount, reason, key: key ?? null };
    return answer(await this.reversals.reverse(wish, waitS), waitS, request, reply, '/v1/admin/transfers');
  }

  @Post(':id/cancel')
  @Allow('transfers:write')
  @Sensitive()
  @HttpCode(202)
  @Fails('transfer_not_found', 'transfer_state', 'revocation_unavailable')
  @ApiOperation({ summary: 'Cancel a transfer that is in review' })
  @ApiAcceptedResponse({ type: TransferView, description: 'What was held is being given back.' })
  async cancel(
    @CallerOf() caller: Caller,
    @IdParam('id', 'transfer_not_found') id: string,
  ): Promise<TransferView> {
    return view(await this.course.cancel(caller, id));
  }
}
