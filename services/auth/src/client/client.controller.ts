import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, list, type Page } from '@florin/platform/http';
import { ClientBody, clientView, ClientView, toApplication } from './client.dto.js';
import { ClientService } from './client.service.js';

@ApiTags('Administration')
@Controller('admin/oauth/clients')
export class ClientController {
  constructor(private readonly clients: ClientService) {}

  @Get()
  @Allow('admin:write')
  @ApiOperation({ summary: 'The OAuth clients of the tenant' })
  @AnswersPage(ClientView)
  async list(@CallerOf() caller: Caller): Promise<Page<ClientView>> {
    return list((await this.clients.list(caller.tenantId)).map((client) => clientView(client)));
  }

  @Post()
  @Allow('admin:write')
  @Sensitive()
  @Fails('revocation_unavailable')
  @ApiOperation({ summary: 'Register an OAuth client; its secret is shown this once' })
  @ApiCreatedResponse({ type: ClientView })
  async register(
    @Body() body: ClientBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<ClientView> {
    const { client, secret } = await this.clients.register(caller, toApplication(body), origin);
    return clientView(client, secret);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('admin:write')
  @Sensitive()
  @Fails('not_found', 'revocation_unavailable')
  @ApiOperation({ summary: 'Remove an OAuth client; its tokens are dead at once' })
  @ApiNoContentResponse()
  remove(@IdParam() id: string, @CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<void> {
    return this.clients.remove(caller.tenantId, id, origin);
  }
}
