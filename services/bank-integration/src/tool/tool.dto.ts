import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { Optional, Text } from '@florin/platform/http';
import type { Outcome } from './desk.js';
import type { Tool } from './tool.js';

const anyObject = { type: 'object', additionalProperties: true } as const;

export class ToolView {
  @ApiProperty({ type: String, example: 'bank_balance' })
  name: string;

  @ApiProperty({ type: String, example: 'Balance' })
  title: string;

  @ApiProperty({ type: String, example: 'The balance of one own account, or of all of them.' })
  description: string;

  @ApiProperty({ ...anyObject, description: 'The JSON schema of its arguments.', example: { type: 'object' } })
  input_schema: object;

  @ApiProperty({ type: Boolean, description: 'It changes nothing.', example: true })
  read_only: boolean;
}

export function toolView({ name, tool }: { name: string; tool: Tool }): ToolView {
  const { title, description, input, readOnly } = tool;
  return { name, title, description, input_schema: input, read_only: readOnly };
}

export class CallToolBody {
  @Text(100, { example: 'bank_balance' })
  tool_name: string;

  @Optional()
  @ApiProperty({ ...anyObject, description: 'As input_schema of the tool says.', example: {} })
  @IsObject({ message: 'must be an object' })
  arguments?: Record<string, unknown>;

  @Optional()
  @Text(100, { description: "The caller's own name for the conversation; it is not kept.", example: 'thread-1' })
  thread_id?: string;
}

export class ToolOutcomeView {
  @ApiProperty({ type: Boolean, example: true })
  success: boolean;

  @ApiProperty({ ...anyObject, nullable: true, example: { accounts: [] } })
  result: object | null;

  @ApiProperty({
    ...anyObject,
    nullable: true,
    description: 'code, message, and what belongs to the code.',
    example: null,
  })
  error: object | null;

  @ApiProperty({ type: Number, example: 12.5 })
  execution_time_ms: number;
}

export function toolOutcomeView({ success, result, error, executionTimeMs }: Outcome): ToolOutcomeView {
  return { success, result, error, execution_time_ms: executionTimeMs };
}
