import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdempotencyKey, IdParam, pageOf, Wait, type Page } from '@florin/platform/http';
import { recipientView, refusalOf, standing, view } from './answer.js';
import {
  CounterBody,
  OldTransferBody,
  OldTransferQuery,
  toCounterWish,
  toFilter,
  toTransfer,
  toTransferFrom,
  TransferBody,
  TransferQuery,
  TransferView,
} from './transfer.dto.js';
import { isWaiting } from './transfer.js';
import type { Outcome } from './door.service.js';
import { TransferService } from './transfer.service.js';

/** What any request to move money may be refused with, in the order of the checks. */
const REFUSALS = [
  'amount_out_of_range',
  'same_account',
  'account_not_found',
  'unavailable',
  'overloaded',
  'idempotency_key_reused',
  'limit_exceeded',
  'account_closed',
  'account_frozen',
  'currency_mismatch',
  'insufficient_funds',
  'revocation_unavailable',
] as const;

const AT_THE_COUNTER = [
  ...['self_deposit_off', 'self_deposit_limit'],
  ...['card_not_for_credit', 'card_not_found', 'card_not_usable'],
];

const ANSWERS =
  'Waits for the outcome, `Prefer: wait=N` seconds at most (5 when not said, 30 at most, `respond-async` for none). ' +
  'A final answer is given again to a repeat with the same Idempotency-Key, with `Idempotency-Replayed: true`.';

@ApiTags('Moving money')
@Controller()
export class TransferController {
  constructor(private readonly transfers: TransferService) {}

  @Post('accounts/:id/transactions')
  @Allow('transfers:write')
  @Sensitive()
  @Fails(...REFUSALS, ...AT_THE_COUNTER)
  @ApiOperation({
    summary: 'Deposit to or withdraw from an own account, or pay with its card',
    description: `A debit with a \`card_id\` is a purchase: its description is the merchant. ${ANSWERS}`,
  })
  @ApiCreatedResponse({ type: TransferView })
  @ApiAcceptedResponse({ type: TransferView, description: 'Not decided yet; ask for it at `Location`.' })
  async depositOrWithdraw(
    @IdParam('id', 'account_not_found') accountId: string,
    @Body() body: CounterBody,
    @CallerOf() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Wait() waitS: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransferView> {
    const outcome = await this.transfers.request(toCounterWish(accountId, body), caller, key, waitS);
    return answer(outcome, waitS, request, reply);
  }

  @Post('transfers')
  @Allow('transfers:write')
  @Sensitive()
  @Fails(...REFUSALS)
  @ApiOperation({ summary: 'Send money to another account', description: ANSWERS })
  @ApiCreatedResponse({ type: TransferView })
  @ApiAcceptedResponse({ type: TransferView, description: 'Not decided yet; ask for it at `Location`.' })
  async send(
    @Body() body: TransferBody,
    @CallerOf() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Wait() waitS: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransferView> {
    return answer(await this.transfers.request(toTransfer(body), caller, key, waitS), waitS, request, reply);
  }

  @Post('transfer')
  @Allow('transfers:write')
  @Sensitive()
  @Fails(...REFUSALS)
  @ApiOperation({
    summary: 'Send money, in the old spelling',
    description: `The same as POST /transfers. ${ANSWERS}`,
    deprecated: true,
  })
  @ApiCreatedResponse({ type: TransferView })
  @ApiAcceptedResponse({ type: TransferView, description: 'Not decided yet; ask for it at `Location`.' })
  async sendFrom(
    @Query() query: OldTransferQuery,
    @Body() body: OldTransferBody,
    @CallerOf() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Wait() waitS: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransferView> {
    return answer(await this.transfers.request(toTransferFrom(query, body), caller, key, waitS), waitS, request, reply);
  }

  @Get('transfers')
  @Allow('transfers:read')
  @Fails('unavailable')
  @ApiOperation({
    summary: 'Transfers that the caller asked for',
    description:
      'With `account_id` of an own account also what is completed of others: sent there, or refunded from there.',
  })
  @AnswersPage(TransferView)
  async list(@CallerOf() caller: Caller, @Query() query: TransferQuery): Promise<Page<TransferView>> {
    const filter = toFilter(query);
    const rows = await this.transfers.page(caller, filter);
    return pageOf(
      rows,
      filter.limit,
      (row) => [row.id],
      (row) => standing(row, row.userId === caller.userId ? view : recipientView),
    );
  }

  @Get('transfers/:id')
  @Allow('transfers:read')
  @Fails('transfer_not_found', 'unavailable')
  @ApiOperation({
    summary: 'One transfer',
    description:
      'For the sender with its course; for the recipient, once it is completed, without it and without the balance.',
  })
  @ApiOkResponse({ type: TransferView })
  async show(@CallerOf() caller: Caller, @IdParam('id', 'transfer_not_found') id: string): Promise<TransferView> {
    const { transfer, as } = await this.transfers.show(caller, id);
    return standing(transfer, as === 'sender' ? view : recipientView);
  }
}

/** 201 when it is completed, the refusal when it was declined, 202 when the time was up. */
export function answer(
  { transfer, replayed }: Outcome,
  waitS: number,
  request: FastifyRequest,
  reply: FastifyReply,
  place = '/v1/transfers',
): TransferView {
  if (request.headers['prefer'] !== undefined)
    reply.header('preference-applied', waitS === 0 ? 'respond-async' : `wait=${waitS}`);
  if (isWaiting(transfer.status)) {
    reply.code(202).header('location', `${place}/${transfer.id}`);
    return view(transfer);
  }
  if (replayed) reply.header('idempotency-replayed', 'true');
  if (transfer.status === 'declined') throw refusalOf(transfer);
  return view(transfer);
}
