import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '@florin/platform/auth';
import { Fails, IdempotencyKey } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { CookieService } from '../session/cookie.service.js';
import { deviceOf } from '../session/device.js';
import { BrowserView, browserView } from '../session/session.dto.js';
import { RegisteredView, registeredView, RegistrationBody, toRegistration } from './registration.dto.js';
import { RegistrationService } from './registration.service.js';

@ApiTags('People')
@Controller()
@ApiExtraModels(RegisteredView, BrowserView)
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly cookies: CookieService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post(['auth/register', 'auth/signup', 'register'])
  @Allow('public')
  @Fails('email_taken', 'username_taken', 'password_too_weak', 'idempotency_key_reused', 'overloaded', 'foreign_origin')
  @ApiOperation({
    summary: 'Become a customer',
    description:
      'Logs in at once. A repeat with the same Idempotency-Key, e-mail address and password answers the same person ' +
      'with `Idempotency-Replayed: true` and a new pair of tokens: they are never kept, so they cannot be given again.',
  })
  @ApiCreatedResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(RegisteredView) }, { $ref: getSchemaPath(BrowserView) }] },
    headers: { 'Idempotency-Replayed': { description: '`true` on a repeat.', schema: { type: 'string' } } },
  })
  async register(
    @Body() body: RegistrationBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdempotencyKey() key: string | undefined,
  ): Promise<RegisteredView | BrowserView> {
    if (body.use_cookies) this.cookies.assertLogin(request);
    const asked = toRegistration(body, this.config.DEFAULT_TENANT_ID);
    const { user, tokens, replayed } = await this.registrations.register(asked, body.password, deviceOf(request), key);
    if (replayed) reply.header('idempotency-replayed', 'true');
    if (!body.use_cookies) return registeredView(user, tokens);
    this.cookies.give(reply, tokens);
    return browserView(user, this.cookies.csrfTokenOf(tokens.sessionId));
  }
}
