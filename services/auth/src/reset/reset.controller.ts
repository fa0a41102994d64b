import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { ForgottenBody, ResetBody } from './reset.dto.js';
import { ResetService } from './reset.service.js';

@ApiTags('People')
@Controller('auth/password')
export class ResetController {
  constructor(
    private readonly resets: ResetService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('forgot')
  @HttpCode(202)
  @Allow('public')
  @Fails('overloaded')
  @ApiOperation({
    summary: 'Ask for a letter with a token for a new password',
    description: 'One answer, whether somebody has the address or not.',
  })
  @ApiAcceptedResponse()
  forgot(@Body() body: ForgottenBody, @OriginOf() origin: Origin): void {
    const tenantId = body.tenant_id?.toLowerCase() ?? this.config.DEFAULT_TENANT_ID;
    this.resets.ask(tenantId, body.email, origin);
  }

  @Post('reset')
  @HttpCode(204)
  @Allow('public')
  @Fails('reset_token_invalid', 'password_too_weak', 'overloaded', 'revocation_unavailable')
  @ApiOperation({
    summary: 'Set a new password with the token of a letter',
    description: 'All sessions end. The second factor stays: who has one needs it for the next login too.',
  })
  @ApiNoContentResponse()
  async reset(@Body() body: ResetBody, @OriginOf() origin: Origin): Promise<void> {
    await this.resets.reset(body.token, body.new_password, origin);
  }
}
