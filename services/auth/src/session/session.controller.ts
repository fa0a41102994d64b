import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow, tokenOf } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { LogoutBody, RefreshBody, tokensView, TokensView } from './session.dto.js';
import { SessionService } from './session.service.js';

@ApiTags('Sessions')
@Controller()
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Post('auth/refresh')
  @HttpCode(200)
  @Allow('public')
  @Fails('refresh_token_invalid', 'refresh_token_reused')
  @ApiOperation({
    summary: 'A new pair of tokens for a refresh token',
    description: 'The old refresh token dies. Using it once more ends the session, with every token of it.',
  })
  @ApiOkResponse({ type: TokensView })
  async refresh(@Body() body: RefreshBody): Promise<TokensView> {
    return tokensView(await this.sessions.refresh(body.refresh_token));
  }

  @Post(['auth/logout', 'logout'])
  @HttpCode(204)
  @Allow('public')
  @Fails('revocation_unavailable')
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'End the session',
    description: 'The session that the access or the refresh token names; also when the token is dead already.',
  })
  @ApiBody({ type: LogoutBody, required: false })
  @ApiNoContentResponse()
  async logOut(@Body() body: LogoutBody, @Req() request: FastifyRequest): Promise<void> {
    const carried = tokenOf(request, '');
    const accessToken = carried?.by === 'header' ? carried.token : undefined;
    await this.sessions.logOut({ accessToken, refreshToken: body.refresh_token });
  }
}
