import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails, IdParam } from '@florin/platform/http';
import { Terms } from '../account/account.js';
import { accountView, AccountView } from '../account/account.dto.js';
import { FreezeBody } from './freezing.dto.js';
import { FreezingService } from './freezing.service.js';

@ApiTags('Office')
@Controller('accounts/:id')
export class FreezingController {
  constructor(
    private readonly freezing: FreezingService,
    private readonly terms: Terms,
  ) {}

  @Post('freeze')
  @HttpCode(200)
  @Allow('office:write')
  @Sensitive()
  @ApiOperation({
    summary: "Freeze a customer's account",
    description: 'It pays nothing more, from the next command on, and still takes credits.',
  })
  @ApiOkResponse({ type: AccountView })
  @Fails('account_not_found', 'account_state')
  async freeze(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @Body() body: FreezeBody,
  ): Promise<AccountView> {
    const account = await this.freezing.freeze(caller, id, body.reason);
    return accountView(account, this.terms.ibanOf(account));
  }

  @Post('unfreeze')
  @HttpCode(200)
  @Allow('office:write')
  @Sensitive()
  @ApiOperation({ summary: 'Lift the freeze' })
  @ApiOkResponse({ type: AccountView })
  @Fails('account_not_found', 'account_state')
  async unfreeze(@CallerOf() caller: Caller, @IdParam('id', 'account_not_found') id: string): Promise<AccountView> {
    const account = await this.freezing.unfreeze(caller, id);
    return accountView(account, this.terms.ibanOf(account));
  }
}
