import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { Fails, IdParam } from '@florin/platform/http';
import { spanIn, SpendingQuery, SpendingView, spendingView } from './spending.dto.js';
import { SpendingService } from './spending.service.js';

@ApiTags('Accounts')
@Controller('accounts/:id/spending')
export class SpendingController {
  constructor(private readonly spending: SpendingService) {}

  @Get()
  @Allow('accounts:read')
  @ApiOperation({ summary: 'What went out of an own account, by category and month' })
  @ApiOkResponse({ type: SpendingView })
  @Fails('account_not_found')
  async show(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @Query() query: SpendingQuery,
  ): Promise<SpendingView> {
    const span = spanIn(query, new Date());
    return spendingView(id, await this.spending.show(caller, id, span), span);
  }
}
