import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@florin/kernel';
import { personAt } from '@florin/platform/audit';
import { Allow } from '@florin/platform/auth';
import { AcceptsForm, IdParam } from '@florin/platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mustBeOpen, type Confirmation } from './confirmation.js';
import { DecisionBody } from './confirmation.dto.js';
import { ConfirmationService } from './confirmation.service.js';
import { LoginClient } from './login.client.js';
import { PAGE_HEADERS, pageOf, type PageState } from './page.js';

const PAGE = { 'text/html': { schema: { type: 'string' as const } } };

/** The bank's own page, for a browser. Who has its address sees amount and payee; who decides logs in. */
@ApiTags('Agents')
@Controller('confirmations')
export class ConfirmationPageController {
  constructor(
    private readonly confirmations: ConfirmationService,
    private readonly logins: LoginClient,
  ) {}

  @Get(':id')
  @Allow('public')
  @ApiProduces('text/html')
  @ApiOperation({ summary: 'The page on which a customer decides' })
  async show(@IdParam() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const confirmation = await this.confirmations.show(id);
    reply.headers(PAGE_HEADERS);
    return pageOf(confirmation, stateOf(confirmation));
  }

  @Post(':id')
  @HttpCode(200)
  @Allow('public')
  @AcceptsForm()
  @ApiProduces('text/html')
  @ApiOperation({ summary: 'The decision, with a login for it alone' })
  @ApiResponse({ status: 403, description: 'The page again, which says why.', content: PAGE })
  async decide(
    @IdParam() id: string,
    @Body() body: DecisionBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const confirmation = await this.confirmations.show(id);
    reply.headers(PAGE_HEADERS);
    if (stateOf(confirmation) === 'closed') return pageOf(confirmation, 'closed');
    try {
      return pageOf(confirmation, await this.settle(confirmation, body, request.ip));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      reply.code(403);
      return pageOf(confirmation, 'form', error.detail ?? 'That was not possible.');
    }
  }

  private async settle(confirmation: Confirmation, body: DecisionBody, address: string): Promise<PageState> {
    const { tenantId, id } = confirmation;
    const { email, password, totp_code: totpCode, decision } = body;
    const login = await this.logins.logIn({ email, password, totpCode, tenantId }, address);
    try {
      const asker = { tenantId, userId: login.userId };
      const origin = personAt(address, { id: login.userId, roles: ['customer'], sessionId: login.sessionId });
      if (decision === 'confirm') await this.confirmations.confirm(asker, id, login.sessionId, origin);
      else await this.confirmations.refuse(asker, id, origin);
      return decision === 'confirm' ? 'confirmed' : 'refused';
    } finally {
      await this.logins.logOut(login);
    }
  }
}

function stateOf(confirmation: Confirmation): PageState {
  try {
    mustBeOpen(confirmation, new Date());
    return 'form';
  } catch {
    return 'closed';
  }
}
