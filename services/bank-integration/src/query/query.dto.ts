import { ApiProperty } from '@nestjs/swagger';
import { OneOf, Text } from '@florin/platform/http';
import { analysisTypes, type Analysis, type AnalysisType } from '../analysis/analysis.js';
import type { Outcome } from '../tool/desk.js';
import { toolOutcomeView, ToolOutcomeView } from '../tool/tool.dto.js';
import type { Choice } from './language-model.js';

export class QueryBody {
  @Text(1_000, { example: 'How much money do I have?' })
  query: string;
}

class CallView extends ToolOutcomeView {
  @ApiProperty({ type: String, example: 'account_summary' })
  tool_name: string;
}

export class ReplyView {
  @ApiProperty({ type: String, example: 'You have 120.00 USD.' })
  answer: string;

  @ApiProperty({ type: String, description: '`rules` where no language model is set up.', example: 'rules' })
  model: string;

  @ApiProperty({ type: [String], example: ['account_summary'] })
  tools_used: string[];

  @ApiProperty({ type: [CallView], description: 'What each tool answered.' })
  results: CallView[];
}

export function replyView(reply: {
  answer: string;
  model: string;
  calls: readonly { choice: Choice; outcome: Outcome }[];
}): ReplyView {
  return {
    answer: reply.answer,
    model: reply.model,
    tools_used: [...new Set(reply.calls.map(({ choice }) => choice.tool))],
    results: reply.calls.map(({ choice, outcome }) => ({ tool_name: choice.tool, ...toolOutcomeView(outcome) })),
  };
}

export class AnalyzeBody {
  @OneOf(analysisTypes, { example: 'risk' })
  analysis_type: AnalysisType;
}

export class AnalysisView implements Analysis {
  @ApiProperty({ type: String, enum: [...analysisTypes], example: 'risk' })
  analysis_type: AnalysisType;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Each figure with its formula and what it was made of.',
    example: { concentration: { formula: 'Herfindahl index = Σ share²', items: [] } },
  })
  findings: Analysis['findings'];
}

export class McpStatusView {
  @ApiProperty({ type: String, example: 'http://localhost:8080/mcp' })
  mcp_server_url: string;

  @ApiProperty({ type: String, example: 'rules' })
  language_model: string;

  @ApiProperty({ type: [String], description: 'The tools of the caller.', example: ['bank_balance'] })
  tools: string[];
}
