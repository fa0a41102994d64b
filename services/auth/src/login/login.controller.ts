import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '@florin/platform/auth';
import { AcceptsForm, Fails } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { CookieService } from '../session/cookie.service.js';
import { deviceOf } from '../session/device.js';
import { BrowserView, browserView, tokensView, TokensView } from '../session/session.dto.js';
import { AccessTokenView, LoginBody, toCredentials, TokenForm } from './login.dto.js';
import { LoginService } from './login.service.js';

@ApiTags('Sessions')
@Controller()
@ApiExtraModels(TokensView, BrowserView)
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    private readonly cookies: CookieService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('auth/login')
  @HttpCode(200)
  @Allow('public')
  @Fails('invalid_credentials', 'totp_required', 'totp_invalid', 'too_many_attempts', 'overloaded', 'foreign_origin')
  @ApiOperation({
    summary: 'Log in',
    description: 'With `use_cookies` the tokens are cookies that no page can read, and the body has none.',
  })
  @ApiOkResponse({ schema: { oneOf: [{ $ref: getSchemaPath(TokensView) }, { $ref: getSchemaPath(BrowserView) }] } })
  async logIn(
    @Body() body: LoginBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokensView | BrowserView> {
    if (body.use_cookies) this.cookies.assertLogin(request);
    const credentials = toCredentials(body, this.config.DEFAULT_TENANT_ID);
    const { user, tokens } = await this.logins.logIn(credentials, deviceOf(request));
    if (!body.use_cookies) return tokensView(tokens);
    this.cookies.give(reply, tokens);
    return browserView(user, this.cookies.csrfTokenOf(tokens.sessionId));
  }

  @Post('login')
  @HttpCode(200)
  @Allow('public')
  @Fails('invalid_credentials', 'totp_required', 'totp_invalid', 'too_many_attempts', 'overloaded', 'foreign_origin')
  @ApiOperation({ summary: 'Log in for an access token alone' })
  @ApiOkResponse({ type: AccessTokenView })
  async logInShortly(
    @Body() body: LoginBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessTokenView> {
    return this.accessToken(body, request, reply);
  }

  @Post('token')
  @HttpCode(200)
  @Allow('public')
  @AcceptsForm()
  @Fails('invalid_credentials', 'totp_required', 'totp_invalid', 'too_many_attempts', 'overloaded', 'foreign_origin')
  @ApiOperation({ summary: 'Log in with a form, for tools that know the old password grant' })
  @ApiBody({ type: TokenForm })
  @ApiOkResponse({ type: AccessTokenView })
  async token(
    @Body() form: TokenForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessTokenView> {
    return this.accessToken(form, request, reply);
  }

  private async accessToken(
    body: LoginBody | TokenForm,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<AccessTokenView> {
    this.cookies.assertLogin(request);
    const credentials = toCredentials(body, this.config.DEFAULT_TENANT_ID);
    const { tokens } = await this.logins.logIn(credentials, deviceOf(request));
    this.cookies.giveAccess(reply, tokens);
    return { access_token: tokens.accessToken, token_type: 'Bearer' };
  }
}
