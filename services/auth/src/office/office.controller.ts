import { Body, Controller, Delete, Get, HttpCode, Patch, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, pageOf, type Page } from '@florin/platform/http';
import { userView, UserView } from '../user/user.dto.js';
import { RightsBody, toFilter, toPlace, UserQuery } from './office.dto.js';
import { OfficeService } from './office.service.js';

@ApiTags('Administration')
@Controller()
export class UserOfficeController {
  constructor(private readonly office: OfficeService) {}

  @Get('admin/users')
  @Allow('office:read', { roles: ['admin', 'read_only'] })
  @ApiOperation({ summary: 'The people of the bank' })
  @AnswersPage(UserView)
  list(@Query() query: UserQuery, @CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<Page<UserView>> {
    return this.page(query, caller, origin);
  }

  @Get('tenants/me/users')
  @Allow('office:read', { roles: ['admin'] })
  @ApiOperation({ summary: 'The people of the bank' })
  @AnswersPage(UserView)
  ofTenant(@Query() query: UserQuery, @CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<Page<UserView>> {
    return this.page(query, caller, origin);
  }

  @Get('admin/users/:id')
  @Allow('office:read', { roles: ['admin', 'read_only'] })
  @ApiOperation({ summary: 'One of the people of the bank' })
  @ApiOkResponse({ type: UserView })
  async show(@IdParam() id: string, @CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<UserView> {
    return userView(await this.office.show(caller, id, origin));
  }

  @Patch('admin/users/:id')
  @Allow('admin:write')
  @Sensitive()
  @Fails('last_admin')
  @ApiOperation({
    summary: 'Change what somebody may do',
    description: 'Effective at once: tokens of before are dead, and a disabled person has no session any more.',
  })
  @ApiBody({ type: RightsBody, required: false })
  @ApiOkResponse({ type: UserView })
  async change(
    @IdParam() id: string,
    @Body() body: RightsBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<UserView> {
    return userView(await this.office.change(caller, id, body, origin));
  }

  @Delete('admin/users/:id/sessions')
  @HttpCode(204)
  @Allow('admin:write')
  @Sensitive()
  @ApiOperation({ summary: 'End all sessions of somebody' })
  @ApiNoContentResponse()
  async endSessions(@IdParam() id: string, @CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<void> {
    await this.office.endSessions(caller, id, origin);
  }

  private async page(query: UserQuery, caller: Caller, origin: Origin): Promise<Page<UserView>> {
    const page = { limit: query.limit + 1, before: toPlace(query) };
    const found = await this.office.list(caller, toFilter(query), page, origin);
    return pageOf(found, query.limit, (user) => [user.id], userView);
  }
}
