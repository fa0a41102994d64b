import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@florin/kernel';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, list, type Page } from '@florin/platform/http';
import type { FastifyReply } from 'fastify';
import { CallToolBody, toolOutcomeView, ToolOutcomeView, toolView, ToolView } from './tool.dto.js';
import { ToolService } from './tool.service.js';

@ApiTags('Agents')
@Controller('tools')
export class ToolController {
  constructor(private readonly tools: ToolService) {}

  @Get()
  @Allow('any')
  @ApiOperation({ summary: "The tools of the caller's roles, the same as over MCP" })
  @AnswersPage(ToolView, 'All of them on one page.')
  list(@CallerOf() caller: Caller): Page<ToolView> {
    return list(this.tools.list(caller).map(toolView));
  }

  @Post('call')
  @HttpCode(200)
  @Allow('any')
  @Sensitive()
  @ApiOperation({
    summary: 'Call a tool',
    description: 'What the tool refuses is an answer with success false; its error has the code of the route it calls.',
  })
  @ApiOkResponse({ type: ToolOutcomeView })
  @Fails('revocation_unavailable', 'unknown_tool')
  async call(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Body() body: CallToolBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ToolOutcomeView> {
    try {
      return toolOutcomeView(await this.tools.call(caller, origin, body.tool_name, body.arguments));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'insufficient_scope') {
        reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${String(error.extra['scope'])}"`);
      }
      throw error;
    }
  }
}
