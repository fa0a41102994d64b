import { Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { scopes, type Scope } from '@florin/contracts';
import { DomainError } from '@florin/kernel';
import { originOf } from '@florin/platform/audit';
import { Allow, assertOwnSite, IdentityLimit, tokenOf, type Caller } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isTool, lacking, rightOf, toolNames, toolsOf } from '../tool/tool.js';
import { ToolService } from '../tool/tool.service.js';
import { McpTokenService } from './mcp-token.service.js';
import {
  challengeOf, FIRST_SCOPE, isOwnHost, MCP_RESOURCE, metadataOf, toolsCalledIn, type Resource,
} from './mcp.js';
import { McpService, type Speaker } from './mcp.service.js';

/** The scopes of the tools: nobody should ask for others here. */
const offered = (Object.keys(scopes) as Scope[]).filter((scope) =>
  toolNames.some((name) => rightsOf(name).some((right) => right.scopes.includes(scope))),
);

function rightsOf(name: (typeof toolNames)[number]) {
  return (['customer', 'agent', 'admin', 'read_only'] as const).flatMap((role) => rightOf(name, [role]) ?? []);
}

const MESSAGE = { type: 'object' as const, description: 'JSON-RPC 2.0.' };
const SAID = { 'application/json': { schema: MESSAGE }, 'text/event-stream': { schema: { type: 'string' as const } } };

/** The door of the Model Context Protocol. It has an audience of its own, so it asks for the token itself. */
@ApiTags('Agents')
@Controller()
export class McpController {
  constructor(
    private readonly tokens: McpTokenService,
    private readonly mcp: McpService,
    private readonly tools: ToolService,
    private readonly limit: IdentityLimit,
    @Inject(MCP_RESOURCE) private readonly resource: Resource,
  ) {}

  @Get(['.well-known/oauth-protected-resource', '.well-known/oauth-protected-resource/mcp'])
  @Allow('public')
  @ApiOperation({ summary: 'Where tokens for the tools come from (RFC 9728)' })
  metadata(@Res({ passthrough: true }) reply: FastifyReply): Record<string, unknown> {
    reply.header('cache-control', 'public, max-age=300').header('access-control-allow-origin', '*');
    return metadataOf(this.resource, offered);
  }

  @Post('mcp')
  @Allow('public')
  @Fails('unauthenticated', 'insufficient_scope', 'foreign_origin', 'revocation_unavailable', 'unavailable')
  @ApiOperation({
    summary: 'Model Context Protocol, Streamable HTTP',
    description: 'Needs an access token for this resource; 401 and 403 say in WWW-Authenticate how to get one.',
  })
  @ApiBody({ schema: MESSAGE })
  @ApiResponse({ status: 200, description: 'What the tool said.', content: SAID })
  @ApiResponse({ status: 202, description: 'It was a note, and is taken.' })
  @ApiResponse({ status: 400, description: 'The message is none.', content: SAID })
  @ApiResponse({ status: 406, description: 'Accept must name both of them.', content: SAID })
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.admit(request, reply);
    const speaker = { caller, origin: originOf({ ip: request.ip, caller }) };
    this.stepUp(speaker, request, reply);
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    await this.mcp.serve(speaker, request.raw, reply.raw, request.body);
  }

  /** The streams of 2025 are not kept. */
  @Get('mcp')
  @Allow('public')
  @ApiExcludeEndpoint()
  listen(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<never> {
    return this.refuse(request, reply);
  }

  /** Nor are its sessions. */
  @Delete('mcp')
  @Allow('public')
  @ApiExcludeEndpoint()
  end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<never> {
    return this.refuse(request, reply);
  }

  private async refuse(request: FastifyRequest, reply: FastifyReply): Promise<never> {
    await this.admit(request, reply);
    reply.header('allow', 'POST');
    throw new DomainError('method_not_allowed');
  }

  /** Fails with: foreign_origin, unauthenticated, revocation_unavailable, unavailable, rate_limited. */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const caller = await this.identify(request, reply);
    const kind = toolsCalledIn(request.body).length > 0 ? 'write' : 'read';
    this.limit.tell(await this.limit.take(caller.userId, kind), reply);
    return caller;
  }

  private async identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const { origin, host } = request.headers;
    // A name of somebody else's that leads here (DNS rebinding) would make their page one of ours.
    if (!isOwnHost(host, this.resource)) throw new DomainError('foreign_origin', 'This bank has another name.');
    assertOwnSite({ headers: { origin } }, { publicUrl: this.resource.issuer, origins: [] }, 'login');
    // No cookie, no query: a program that acts for a customer shows its token in the header.
    const carried = tokenOf({ headers: { authorization: request.headers.authorization } }, 'none');
    if (!carried) {
      reply.header('www-authenticate', challengeOf(this.resource, { scopes: [FIRST_SCOPE] }));
      throw new DomainError('unauthenticated', 'Send an access token for this resource.');
    }
    try {
      return await this.tokens.callerOf(carried.token);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') {
        const challenge = challengeOf(this.resource, { error: 'invalid_token', scopes: [FIRST_SCOPE] });
        reply.header('www-authenticate', challenge);
      }
      throw error;
    }
  }

  /** A tool of the caller's role whose scope the token lacks: says so before any handler runs. */
  private stepUp({ caller, origin }: Speaker, request: FastifyRequest, reply: FastifyReply): void {
    const mine = toolsOf(caller.roles);
    const asked = toolsCalledIn(request.body).filter((name) => isTool(name) && mine.includes(name));
    const rights = asked.map((name) => (isTool(name) ? rightOf(name, caller.roles) : undefined));
    const missing = rights.some((right) => right && lacking(right, caller).length > 0);
    if (!missing) return;
    for (const name of asked) this.tools.noteRefusal(origin, caller, name, 'insufficient_scope');
    const needed = [...new Set(rights.flatMap((right) => right?.scopes ?? []))];
    const challenge = challengeOf(this.resource, { error: 'insufficient_scope', scopes: needed });
    reply.header('www-authenticate', challenge);
    throw new DomainError('insufficient_scope', undefined, { scope: needed.join(' ') });
  }
}
