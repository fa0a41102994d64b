import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails, IdempotencyKey, IdParam, Wait } from '@florin/platform/http';
import { answer } from '../transfer/transfer.controller.js';
import { TransferView } from '../transfer/transfer.dto.js';
import { AssignmentBody } from './suspense.dto.js';
import { SuspenseService } from './suspense.service.js';

/** Passes on what the bank keeps because nobody was found for it. */
@ApiTags('Moving money')
@Controller('transfers')
export class SuspenseController {
  constructor(private readonly suspense: SuspenseService) {}

  @Post(':id/assign')
  @Allow('office:write')
  @Sensitive()
  @Fails(
    'transfer_not_found',
    'idempotency_key_reused',
    'account_not_found',
    'not_in_suspense',
    'already_assigned',
    'currency_mismatch',
    'account_closed',
    'revocation_unavailable',
  )
  @ApiOperation({
    summary: 'Pass money that waits in suspense on to the account it belongs on',
    description:
      'For money that came to an unknown IBAN, and for what came back to a closed account: all of it, once, as a new ' +
      'linked transfer. Waits and repeats like a transfer.',
  })
  @ApiCreatedResponse({ type: TransferView })
  @ApiAcceptedResponse({ type: TransferView, description: 'Not decided yet; ask for it at `Location`.' })
  async assign(
    @IdParam('id', 'transfer_not_found') originalId: string,
    @Body() { account_id, reason }: AssignmentBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdempotencyKey() key: string | undefined,
    @Wait() waitS: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransferView> {
    const wish = { originalId, accountId: account_id.toLowerCase(), reason, key: key ?? null };
    const outcome = await this.suspense.assign(caller, origin, wish, waitS);
    return answer(outcome, waitS, request, reply, '/v1/admin/transfers');
  }
}
