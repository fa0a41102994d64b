import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, invalid } from '@florin/kernel';
import { Allow, CallerOf, tokenOf, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, isId, PageQuery, pageOf, readCursor, type Page } from '@florin/platform/http';
import type { ErrorCode } from '../errors.js';
import { CookieService } from './cookie.service.js';
import { deviceOf } from './device.js';
import { EndingService } from './ending.service.js';
import {
  BrowserView,
  browserView,
  LogoutBody,
  RefreshBody,
  SessionView,
  sessionView,
  TokensView,
  tokensView,
} from './session.dto.js';
import { SessionService } from './session.service.js';

@ApiTags('Sessions')
@Controller()
@ApiExtraModels(TokensView, BrowserView)
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly ending: EndingService,
    private readonly cookies: CookieService,
  ) {}

  @Post('auth/refresh')
  @HttpCode(200)
  @Allow('public')
  @Fails('refresh_token_invalid', 'refresh_token_reused', 'foreign_origin', 'csrf_token_invalid')
  @ApiOperation({
    summary: 'A new pair of tokens for a refresh token',
    description:
      'The old refresh token dies. Using it once more ends the session, with every token of it. A browser sends no ' +
      'refresh_token but its cookies and X-CSRF-Token, and gets new cookies; its tabs may do so at the same time.',
  })
  @ApiBody({ type: RefreshBody, required: false })
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(TokensView) }, { $ref: getSchemaPath(BrowserView) }] },
  })
  async refresh(
    @Body() body: RefreshBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokensView | BrowserView> {
    const device = deviceOf(request);
    if (body.refresh_token !== undefined) {
      return tokensView(await this.sessions.refresh(body.refresh_token, device.ip));
    }
    const { refreshToken } = this.cookies.carried(request);
    const sessionId = refreshToken && (await this.provedSession(request, { refreshToken }));
    if (!refreshToken || !sessionId) {
      throw new DomainError<ErrorCode>('refresh_token_invalid', 'Send refresh_token, or the cookie of a session.');
    }
    const { user, tokens } = await this.sessions.refreshBrowser(refreshToken, device);
    this.cookies.give(reply, tokens);
    return browserView(user, this.cookies.csrfTokenOf(tokens.sessionId));
  }

  @Post(['auth/logout', 'logout'])
  @HttpCode(204)
  @Allow('public')
  @Fails('revocation_unavailable', 'foreign_origin', 'csrf_token_invalid')
  @ApiSecurity({})
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'End the session',
    description:
      'The session that the access token, the refresh token or the cookies name; also when the token is dead already.',
  })
  @ApiBody({ type: LogoutBody, required: false })
  @ApiNoContentResponse()
  async logOut(
    @Body() body: LogoutBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const carried = tokenOf(request, '');
    const accessToken = carried?.by === 'header' ? carried.token : undefined;
    const refreshToken = body.refresh_token;
    const named = new Set<string | undefined>();
    if (accessToken !== undefined) named.add(await this.sessions.sessionIn(accessToken));
    if (refreshToken !== undefined) named.add(await this.sessions.sessionOf(refreshToken));
    if (accessToken === undefined && refreshToken === undefined) {
      named.add(await this.provedSession(request, this.cookies.carried(request)));
    }
    for (const id of named) if (id !== undefined) await this.ending.end(id, 'logout');
    this.cookies.clear(request, reply);
  }

  @Post('auth/logout-all')
  @HttpCode(204)
  @Allow('any')
  @Fails('revocation_unavailable')
  @ApiOperation({ summary: 'End all own sessions, this one too' })
  @ApiNoContentResponse()
  async logOutAll(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.ending.endAll({ userId: caller.userId }, 'logout_all');
    this.cookies.clear(request, reply);
  }

  @Get('auth/sessions')
  @Allow('any')
  @ApiOperation({ summary: 'The own sessions' })
  @AnswersPage(SessionView)
  async list(@CallerOf() caller: Caller, @Query() query: PageQuery): Promise<Page<SessionView>> {
    const [before] = readCursor(query.cursor, 1) ?? [];
    if (before !== undefined && !isId(before)) throw invalid('cursor', 'is not a cursor of this list');
    const rows = await this.sessions.list(caller, { before, limit: query.limit + 1 });
    return pageOf(rows, query.limit, (row) => [row.id], (row) => sessionView(row, caller.sessionId));
  }

  @Delete('auth/sessions/:id')
  @HttpCode(204)
  @Allow('any')
  @Fails('not_found', 'revocation_unavailable')
  @ApiOperation({ summary: 'End one of the own sessions' })
  @ApiNoContentResponse()
  async end(@CallerOf() caller: Caller, @IdParam() id: string): Promise<void> {
    await this.sessions.endOwn(caller, id);
  }

  /** The session that cookies name, once it is clear that a page of ours sent them. */
  private async provedSession(
    request: FastifyRequest,
    { accessToken, refreshToken }: { accessToken?: string; refreshToken?: string },
  ): Promise<string | undefined> {
    if (accessToken === undefined && refreshToken === undefined) return undefined;
    this.cookies.assertOwn(request);
    const id =
      (refreshToken === undefined ? undefined : await this.sessions.sessionOf(refreshToken)) ??
      (accessToken === undefined ? undefined : await this.sessions.sessionIn(accessToken));
    if (id !== undefined) this.cookies.assertProof(request, id);
    return id;
  }
}
