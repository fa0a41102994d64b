import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { invalid } from '@florin/kernel';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { toCredentials } from '../login/login.dto.js';
import { LoginService } from '../login/login.service.js';
import { deviceOf } from '../session/device.js';
import { tokensView, TokensView } from '../session/session.dto.js';
import { userView } from '../user/user.dto.js';
import {
  BothBody,
  CodeBody,
  EnabledView,
  totpSetupView,
  TotpSetupView,
  RecoveryCodesView,
  toCodes,
  ValidationBody,
} from './totp.dto.js';
import { TotpService } from './totp.service.js';

@ApiTags('Second factor')
@Controller('auth/totp')
export class TotpController {
  constructor(
    private readonly totp: TotpService,
    private readonly logins: LoginService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('setup')
  @HttpCode(200)
  @Allow('any')
  @Sensitive()
  @Fails('totp_already_enabled')
  @ApiOperation({
    summary: 'Begin with a second factor',
    description: 'A secret for an authenticator app. It may be asked for again until /auth/totp/verify has succeeded.',
  })
  @ApiOkResponse({ type: TotpSetupView })
  async setUp(@CallerOf() caller: Caller): Promise<TotpSetupView> {
    return totpSetupView(await this.totp.setUp(caller));
  }

  @Post('verify')
  @HttpCode(200)
  @Allow('any')
  @Sensitive()
  @Fails('totp_not_started', 'totp_already_enabled', 'totp_invalid')
  @ApiOperation({ summary: 'Turn the second factor on with a first code' })
  @ApiOkResponse({ type: EnabledView })
  async verify(
    @Body() body: CodeBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<EnabledView> {
    const { user, recoveryCodes } = await this.totp.confirm(caller, body.totp_code, origin);
    return { user: userView(user), recovery_codes: recoveryCodes };
  }

  @Post('validate')
  @HttpCode(200)
  @Allow('public')
  @Fails('invalid_credentials', 'totp_invalid', 'too_many_attempts', 'overloaded')
  @ApiOperation({
    summary: 'Log in with the second factor',
    description: 'With the mfa_token that a login without a code was refused with, or with the whole login.',
  })
  @ApiOkResponse({ type: TokensView })
  async validate(@Body() body: ValidationBody, @Req() request: FastifyRequest): Promise<TokensView> {
    const codes = toCodes(body);
    const device = deviceOf(request);
    const { mfa_token: mfaToken, email, username, password, tenant_id } = body;
    if (mfaToken !== undefined) {
      // eslint-disable-next-line security/detect-possible-timing-attacks -- asks whether it was sent
      if (password !== undefined) throw invalid('password', 'cannot stand beside mfa_token');
      return tokensView((await this.logins.finish(mfaToken, codes, device)).tokens);
    }
    // eslint-disable-next-line security/detect-possible-timing-attacks -- asks whether it was sent
    if (password === undefined) throw invalid('mfa_token', 'is required, or email and password');
    const credentials = toCredentials({ email, username, password, tenant_id }, this.config.DEFAULT_TENANT_ID);
    return tokensView((await this.logins.logIn({ ...credentials, ...codes }, device)).tokens);
  }

  @Post('disable')
  @HttpCode(204)
  @Allow('any')
  @Sensitive()
  @Fails('invalid_credentials', 'totp_not_started', 'totp_invalid', 'too_many_attempts', 'overloaded')
  @ApiOperation({ summary: 'Turn the second factor off' })
  @ApiNoContentResponse()
  async disable(@Body() body: BothBody, @CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<void> {
    await this.totp.disable(caller, body.current_password, body.totp_code, origin);
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @Allow('any')
  @Sensitive()
  @Fails('invalid_credentials', 'totp_not_started', 'totp_invalid', 'too_many_attempts', 'overloaded')
  @ApiOperation({ summary: 'New recovery codes; the old ones die' })
  @ApiOkResponse({ type: RecoveryCodesView })
  async renewCodes(
    @Body() body: BothBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<RecoveryCodesView> {
    const { current_password: password, totp_code: code } = body;
    return { recovery_codes: await this.totp.renewCodes(caller, password, code, origin) };
  }
}
