import { ApiProperty } from '@nestjs/swagger';
import { Text } from '@florin/platform/http';
import type { Setting } from './setting.js';

const example = 'http://localhost:8080/mcp';

export class SettingBody {
  @Text(2_000, { description: 'Where the tools are; its host is one of the allowed ones.', example })
  mcp_server_url: string;
}

export class SettingView {
  @ApiProperty({ type: String, example })
  mcp_server_url: string;
}

export const settingView = ({ mcpServerUrl }: Setting): SettingView => ({ mcp_server_url: mcpServerUrl });
