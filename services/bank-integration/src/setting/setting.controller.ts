import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { SettingBody, settingView, SettingView } from './setting.dto.js';
import { SettingService } from './setting.service.js';

@ApiTags('Agents')
@Controller('config')
export class SettingController {
  constructor(private readonly settings: SettingService) {}

  @Get()
  @Allow('admin:write')
  @ApiOperation({ summary: 'What was set while the bank runs' })
  @ApiOkResponse({ type: SettingView })
  async show(@CallerOf() caller: Caller): Promise<SettingView> {
    return settingView(await this.settings.show(caller.tenantId));
  }

  @Post()
  @HttpCode(200)
  @Allow('admin:write')
  @Sensitive()
  @ApiOperation({
    summary: 'Set where the tools are',
    description:
      'Only hosts of the list, asked once before it is kept: at the address that was judged, no private one unless ' +
      'the host is listed as such, and no redirect.',
  })
  @ApiOkResponse({ type: SettingView })
  @Fails('revocation_unavailable', 'url_not_allowed')
  async change(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Body() body: SettingBody,
  ): Promise<SettingView> {
    return settingView(await this.settings.change(caller, body.mcp_server_url, origin));
  }
}
