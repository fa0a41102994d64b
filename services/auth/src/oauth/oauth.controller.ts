import { Controller, Get, Options, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, IdentityLimit } from '@florin/platform/auth';
import { AcceptsRawForm, Fails } from '@florin/platform/http';
import { AnswersPerson, AnswersProgram } from './oauth.dto.js';
import { clientNamed, EXCHANGE_CLIENT } from './oauth.js';
import { OauthService } from './oauth.service.js';

const FORM = { schema: { type: 'object', additionalProperties: { type: 'string' } } };

/** The doors of the OAuth server. What is said there is the server's own: the RFCs', not problem documents. */
@ApiTags('OAuth')
@Controller()
export class OauthController {
  constructor(
    private readonly oauth: OauthService,
    private readonly limit: IdentityLimit,
  ) {}

  @Get(['.well-known/oauth-authorization-server', '.well-known/openid-configuration'])
  @Allow('public')
  @ApiOperation({ summary: 'What the OAuth 2.1 and OpenID Connect server can do (RFC 8414)' })
  @ApiOkResponse({ description: 'The metadata.' })
  metadata(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Get('oauth/authorize')
  @Allow('public')
  @ApiOperation({ summary: 'Ask a person for access (authorization code with PKCE)' })
  @AnswersPerson('A page, or a way to the next one.')
  authorize(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Get('oauth/authorize/:uid')
  @Allow('public')
  @ApiOperation({ summary: 'Go on with it, once the person has answered' })
  @ApiParam({ name: 'uid', description: 'The interaction; a cookie of the browser must name it too.' })
  @AnswersPerson('A page, or a way back to the client.')
  resume(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Post('oauth/token')
  @Allow('public')
  @AcceptsRawForm()
  @Fails('rate_limited')
  @ApiOperation({ summary: 'Get tokens for a code, a refresh token, a client, or another token (RFC 6749, RFC 8693)' })
  @ApiBody(FORM)
  @AnswersProgram('Tokens.')
  async token(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.count(request, reply);
    return this.answer(request, reply);
  }

  @Post('oauth/par')
  @Allow('public')
  @AcceptsRawForm()
  @ApiOperation({ summary: 'Hand in an authorization request beforehand (RFC 9126)' })
  @ApiBody(FORM)
  @AnswersProgram('The address that stands for the request.', 201)
  push(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Post('oauth/revoke')
  @Allow('public')
  @AcceptsRawForm()
  @ApiOperation({ summary: 'End an access or refresh token (RFC 7009)' })
  @ApiBody(FORM)
  @AnswersProgram('Whatever the token was, it is dead.')
  revoke(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Post('oauth/introspect')
  @Allow('public')
  @AcceptsRawForm()
  @ApiOperation({ summary: 'Ask what a token is worth (RFC 7662)' })
  @ApiBody(FORM)
  @AnswersProgram('Whether it is active, and what it says.')
  introspect(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Get('oauth/userinfo')
  @Allow('public')
  @ApiOperation({ summary: 'Who the person of an OpenID Connect token is' })
  @AnswersProgram('The claims that were allowed.')
  userinfo(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Post('oauth/userinfo')
  @Allow('public')
  @AcceptsRawForm()
  @ApiOperation({ summary: 'The same, asked with a form' })
  @ApiBody(FORM)
  @AnswersProgram('The claims that were allowed.')
  userinfoByForm(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Get(['oauth/logout', 'oauth/logout/success'])
  @Allow('public')
  @ApiOperation({ summary: 'Sign out of this browser, as a client asks (OpenID Connect RP-Initiated Logout)' })
  @AnswersPerson('A page that asks whether to.')
  logOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Post('oauth/logout/confirm')
  @Allow('public')
  @AcceptsRawForm()
  @ApiOperation({ summary: 'Sign out of this browser' })
  @ApiBody(FORM)
  @AnswersPerson('A way back to the client.')
  confirmLogOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Options([
    '.well-known/oauth-authorization-server', '.well-known/openid-configuration', 'oauth/token', 'oauth/userinfo',
    'oauth/par', 'oauth/revoke', 'oauth/introspect',
  ])
  @Allow('public')
  @ApiOperation({ summary: 'What a page of another origin may ask (CORS)' })
  @ApiOkResponse({ description: 'Nothing more than the metadata, unless said.' })
  preflight(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  /**
   * Each program may come so often from one address: anybody can say its name, and must not use up what it may do
   * elsewhere. The bank's own, which comes at each call of a tool, is counted there. Fails with: rate_limited.
   */
  private async count(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const client = clientNamed(request.headers.authorization, String(request.body ?? ''));
    if (client === undefined || client === EXCHANGE_CLIENT) return;
    const verdict = await this.limit.take(`client:${client.slice(0, 255)}@${request.ip}`, 'write');
    this.limit.tell(verdict, reply);
  }

  /** The answer is written past Fastify, which knows nothing of the server's cookies, pages and headers. */
  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.hijack();
    reply.raw.setHeader('x-request-id', request.id);
    const body = request.method === 'POST' ? String(request.body ?? '') : undefined;
    await this.oauth.serve(request.raw, reply.raw, body);
  }
}
