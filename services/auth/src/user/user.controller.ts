import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { IdParam } from '@florin/platform/http';
import { userView, UsernameQuery, UserView } from './user.dto.js';
import { UserService } from './user.service.js';

@ApiTags('People')
@Controller()
export class UserController {
  constructor(private readonly users: UserService) {}

  @Get(['auth/me', 'me', 'account-holders/me', 'api/protected/me'])
  @Allow('any')
  @ApiOperation({ summary: 'Who the caller is' })
  @ApiOkResponse({ type: UserView })
  async me(@CallerOf() caller: Caller): Promise<UserView> {
    return userView(await this.users.show(caller.userId, caller.tenantId));
  }

  /** For the transaction service, with the token of the customer who sends money; the gateway has no such route. */
  @Get('internal/users')
  @Allow('transfers:write')
  @ApiExcludeEndpoint()
  findByUsername(@CallerOf() caller: Caller, @Query() query: UsernameQuery): Promise<{ id: string; username: string }> {
    return this.users.findByUsername(query.username, caller.tenantId);
  }

  /** For the transaction service, with the token of the officer who asks about somebody's limits. */
  @Get('internal/people/:id')
  @Allow('any', { roles: ['admin', 'read_only'] })
  @ApiExcludeEndpoint()
  async findPerson(@CallerOf() caller: Caller, @IdParam() id: string): Promise<{ id: string }> {
    return { id: await this.users.findPerson(id, caller.tenantId) };
  }

  /** For the account service, with the token of the officer who opens an account. */
  @Get('internal/customers/:id')
  @Allow('office:write')
  @ApiExcludeEndpoint()
  async findCustomer(@CallerOf() caller: Caller, @IdParam() id: string): Promise<{ id: string }> {
    return { id: await this.users.findCustomer(id, caller.tenantId) };
  }
}
