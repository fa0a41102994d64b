import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, assertOwnSite } from '@florin/platform/auth';
import { AcceptsForm, Fails } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { AnswersPerson } from '../oauth/oauth.dto.js';
import { deviceOf } from '../session/device.js';
import { DecisionForm, ProofForm, toSaid } from './interaction.dto.js';
import { InteractionService, type Visit } from './interaction.service.js';
import type { Page } from './page.js';

const UID = { name: 'uid', description: 'The interaction; a cookie of the browser must name it too.' };
const SHOWN = 'A page, or a redirect to the next step.';

/** The pages on which a person logs in and allows a client what it asks. */
@ApiTags('OAuth')
@Controller('oauth/interaction/:uid')
export class InteractionController {
  constructor(
    private readonly interactions: InteractionService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Allow('public')
  @ApiOperation({ summary: 'The page of an authorization request that waits for a person' })
  @ApiParam(UID)
  @AnswersPerson(SHOWN)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    answer(reply, await this.interactions.show(visitOf(request, reply)));
  }

  @Post()
  @HttpCode(200)
  @Allow('public')
  @AcceptsForm()
  @Fails('foreign_origin', 'overloaded')
  @ApiOperation({ summary: 'Log in on that page, in one step or two' })
  @ApiParam(UID)
  @AnswersPerson(SHOWN)
  async prove(
    @Body() form: ProofForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.refuseForeign(request);
    answer(reply, await this.interactions.prove(visitOf(request, reply), toSaid(form), deviceOf(request)));
  }

  @Post('consent')
  @HttpCode(200)
  @Allow('public')
  @AcceptsForm()
  @Fails('foreign_origin')
  @ApiOperation({ summary: 'Allow a client what it asks, or not' })
  @ApiParam(UID)
  @AnswersPerson(SHOWN)
  async decide(
    @Body() form: DecisionForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.refuseForeign(request);
    const allowed = form.decision === 'allow';
    answer(reply, await this.interactions.decide(visitOf(request, reply), allowed, deviceOf(request)));
  }

  /** Fails with: foreign_origin. */
  private refuseForeign(request: FastifyRequest): void {
    assertOwnSite(request, { publicUrl: this.config.PUBLIC_URL, origins: [] }, 'login');
  }
}

const visitOf = (request: FastifyRequest, reply: FastifyReply): Visit => ({
  request: request.raw,
  response: reply.raw,
});

function answer(reply: FastifyReply, shown: Page | string): void {
  if (typeof shown === 'string') {
    reply.code(303).header('location', shown).send();
    return;
  }
  // With no-referrer a browser says `Origin: null` of the page's own form.
  reply.header('referrer-policy', 'same-origin').header('content-security-policy', shown.csp);
  reply.code(shown.status).type('text/html; charset=utf-8').send(shown.html);
}
