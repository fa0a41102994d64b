import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { AnalysisService } from '../analysis/analysis.service.js';
import { SettingService } from '../setting/setting.service.js';
import { ToolService } from '../tool/tool.service.js';
import { AnalysisView, AnalyzeBody, McpStatusView, QueryBody, replyView, ReplyView } from './query.dto.js';
import { QueryService } from './query.service.js';

@ApiTags('Agents')
@Controller('mcp')
export class QueryController {
  constructor(
    private readonly queries: QueryService,
    private readonly analyses: AnalysisService,
    private readonly tools: ToolService,
    private readonly settings: SettingService,
  ) {}

  @Post('query')
  @HttpCode(200)
  @Allow('any')
  @ApiOperation({
    summary: 'Ask in plain words about the own data',
    description: 'It reads with the rights of the caller, says which tools it used, and never changes anything.',
  })
  @ApiOkResponse({ type: ReplyView })
  async query(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Body() body: QueryBody,
  ): Promise<ReplyView> {
    return replyView(await this.queries.answer(caller, origin, body.query));
  }

  @Get('status')
  @Allow('any')
  @ApiOperation({ summary: 'Where the tools are, and who answers questions' })
  @ApiOkResponse({ type: McpStatusView })
  async status(@CallerOf() caller: Caller): Promise<McpStatusView> {
    const { mcpServerUrl } = await this.settings.show(caller.tenantId);
    const tools = this.tools.list(caller).map(({ name }) => name);
    return { mcp_server_url: mcpServerUrl, language_model: this.queries.modelName, tools };
  }

  @Post('analyze')
  @HttpCode(200)
  @Allow('bank:read', { roles: ['customer'] })
  @ApiOperation({ summary: 'Figures about the portfolio at the other bank' })
  @ApiOkResponse({ type: AnalysisView })
  @Fails('not_linked', 'bank_unavailable')
  analyze(@CallerOf() caller: Caller, @Body() body: AnalyzeBody): Promise<AnalysisView> {
    return this.analyses.analyse(caller, body.analysis_type);
  }
}
