import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, list, type Page } from '@florin/platform/http';
import { ClientBody, ClientChangeBody, clientView, ClientView, toApplication, toChange } from './client.dto.js';
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

  @Patch(':id')
  @Allow('admin:write')
  @Sensitive()
  @Fails('not_found', 'revocation_unavailable')
  @ApiOperation({ summary: 'Change the name, the addresses or the keys of an OAuth client' })
  @ApiBody({ type: ClientChangeBody, required: false })
  @ApiOkResponse({ type: ClientView })
  async change(
    @IdParam() id: string,
    @Body() body: ClientChangeBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<ClientView> {
    return clientView(await this.clients.change(caller.tenantId, id, toChange(body), origin));
  }

  @Post(':id/secret')
  @HttpCode(200)
  @Allow('admin:write')
  @Sensitive()
  @Fails('not_found', 'revocation_unavailable')
  @ApiOperation({ summary: 'Give an OAuth client another secret, shown this once; the old one is worth nothing' })
  @ApiOkResponse({ type: ClientView })
  async replaceSecret(
    @IdParam() id: string,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<ClientView> {
    const { client, secret } = await this.clients.replaceSecret(caller.tenantId, id, origin);
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
