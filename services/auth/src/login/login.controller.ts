import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '@florin/platform/auth';
import { AcceptsForm, Fails } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { deviceOf } from '../session/device.js';
import { tokensView, TokensView } from '../session/session.dto.js';
import { AccessTokenView, LoginBody, toCredentials, TokenForm } from './login.dto.js';
import { LoginService } from './login.service.js';

@ApiTags('Sessions')
@Controller()
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('auth/login')
  @HttpCode(200)
  @Allow('public')
  @Fails('invalid_credentials', 'totp_required', 'totp_invalid', 'too_many_attempts', 'overloaded')
  @ApiOperation({ summary: 'Log in' })
  @ApiOkResponse({ type: TokensView })
  async logIn(@Body() body: LoginBody, @Req() request: FastifyRequest): Promise<TokensView> {
    const credentials = toCredentials(body, this.config.DEFAULT_TENANT_ID);
    const { tokens } = await this.logins.logIn(credentials, deviceOf(request));
    return tokensView(tokens);
  }

  @Post('login')
  @HttpCode(200)
  @Allow('public')
  @Fails('invalid_credentials', 'totp_required', 'totp_invalid', 'too_many_attempts', 'overloaded')
  @ApiOperation({ summary: 'Log in for an access token alone' })
  @ApiOkResponse({ type: AccessTokenView })
  async logInShortly(@Body() body: LoginBody, @Req() request: FastifyRequest): Promise<AccessTokenView> {
    return this.accessToken(body, request);
  }

  @Post('token')
  @HttpCode(200)
  @Allow('public')
  @AcceptsForm()
  @Fails('invalid_credentials', 'totp_required', 'totp_invalid', 'too_many_attempts', 'overloaded')
  @ApiOperation({ summary: 'Log in with a form, for tools that know the old password grant' })
  @ApiBody({ type: TokenForm })
  @ApiOkResponse({ type: AccessTokenView })
  async token(@Body() form: TokenForm, @Req() request: FastifyRequest): Promise<AccessTokenView> {
    return this.accessToken(form, request);
  }

  private async accessToken(body: LoginBody | TokenForm, request: FastifyRequest): Promise<AccessTokenView> {
    const credentials = toCredentials(body, this.config.DEFAULT_TENANT_ID);
    const { tokens } = await this.logins.logIn(credentials, deviceOf(request));
    return { access_token: tokens.accessToken, token_type: 'Bearer' };
  }
}
