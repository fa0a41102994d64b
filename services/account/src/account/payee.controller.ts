import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { payeeIn, PayeeQuery, payeeView, type PayeeView } from './account.dto.js';
import { AccountService } from './account.service.js';

/** For the transaction service, with the token of the customer who sends money; the gateway has no such route. */
@ApiExcludeController()
@Controller('internal/accounts')
export class PayeeController {
  constructor(private readonly accounts: AccountService) {}

  @Get()
  @Allow('transfers:write')
  async find(@CallerOf() caller: Caller, @Query() query: PayeeQuery): Promise<PayeeView> {
    const payee = payeeIn(query);
    const account =
      'number' in payee
        ? await this.accounts.lookUp(caller, payee.number)
        : await this.accounts.mainAccountOf(caller.tenantId, payee.ownerId, payee.currency);
    return payeeView(account);
  }
}
