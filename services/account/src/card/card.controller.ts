import { Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails, IdempotencyKey, IdParam } from '@florin/platform/http';
import type { FastifyReply } from 'fastify';
import { cardView, CardView } from './card.dto.js';
import { CardService, type Issued } from './card.service.js';

@ApiTags('Cards')
@Controller()
export class CardController {
  constructor(private readonly cards: CardService) {}

  @Post('accounts/:id/card')
  @HttpCode(201)
  @Allow('accounts:write')
  @Sensitive()
  @ApiOperation({ summary: 'Issue the card of an own account', description: 'One live card per account.' })
  @ApiCreatedResponse({ type: CardView })
  @Fails('account_not_found', 'account_state', 'card_exists', 'idempotency_key_reused')
  async issue(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CardView> {
    const issued = await this.cards.issue(caller, id, key);
    reply.header('location', `/cards/${issued.card.id}`);
    return answer(issued, reply);
  }

  @Get('accounts/:id/card')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'The card of an own account' })
  @ApiOkResponse({ type: CardView })
  @Fails('account_not_found', 'card_not_found')
  async showOf(@CallerOf() caller: Caller, @IdParam('id', 'account_not_found') id: string): Promise<CardView> {
    return cardView(await this.cards.showOf(caller, id), new Date());
  }

  @Get('cards/:id')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'One of the own cards, also one that is over' })
  @ApiOkResponse({ type: CardView })
  @Fails('card_not_found')
  async show(@CallerOf() caller: Caller, @IdParam('id', 'card_not_found') id: string): Promise<CardView> {
    return cardView(await this.cards.show(caller, id), new Date());
  }

  @Post('cards/:id/freeze')
  @HttpCode(200)
  @Allow('accounts:write')
  @Sensitive()
  @ApiOperation({ summary: 'Freeze a card: it pays nothing, from the next purchase on' })
  @ApiOkResponse({ type: CardView })
  @Fails('card_not_found', 'card_state')
  async freeze(@CallerOf() caller: Caller, @IdParam('id', 'card_not_found') id: string): Promise<CardView> {
    return cardView(await this.cards.change(caller, id, 'freeze'), new Date());
  }

  @Post('cards/:id/unfreeze')
  @HttpCode(200)
  @Allow('accounts:write')
  @Sensitive()
  @ApiOperation({ summary: 'Lift the freeze of a card' })
  @ApiOkResponse({ type: CardView })
  @Fails('card_not_found', 'card_state')
  async unfreeze(@CallerOf() caller: Caller, @IdParam('id', 'card_not_found') id: string): Promise<CardView> {
    return cardView(await this.cards.change(caller, id, 'unfreeze'), new Date());
  }

  @Post('cards/:id/replace')
  @HttpCode(200)
  @Allow('accounts:write')
  @Sensitive()
  @ApiOperation({ summary: 'Put another card in its place', description: 'The answer is the new one.' })
  @ApiOkResponse({ type: CardView })
  @Fails('card_not_found', 'card_state', 'account_state', 'idempotency_key_reused')
  async replace(
    @CallerOf() caller: Caller,
    @IdParam('id', 'card_not_found') id: string,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CardView> {
    return answer(await this.cards.replace(caller, id, key), reply);
  }

  @Post('cards/:id/cancel')
  @HttpCode(200)
  @Allow('accounts:write')
  @Sensitive()
  @ApiOperation({ summary: 'End a card for good' })
  @ApiOkResponse({ type: CardView })
  @Fails('card_not_found', 'card_state')
  async cancel(@CallerOf() caller: Caller, @IdParam('id', 'card_not_found') id: string): Promise<CardView> {
    return cardView(await this.cards.change(caller, id, 'cancel'), new Date());
  }
}

/** A repeat is answered as the first was, whatever has become of the card since. */
function answer({ card, replayed }: Issued, reply: FastifyReply): CardView {
  if (replayed) reply.header('idempotency-replayed', 'true');
  return cardView(card, card.createdAt);
}
