import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { IbanQuery, incomingView, payeeIn, PayeeQuery, payeeView, type PayeeView } from './account.dto.js';
import { AccountService } from './account.service.js';

/** For the transaction service, with the token of the customer who sends money; the gateway has no such routes. */
@ApiExcludeController()
@Controller('internal')
export class PayeeController {
  constructor(private readonly accounts: AccountService) {}

  @Get('accounts')
  @Allow('transfers:write')
  async find(@CallerOf() caller: Caller, @Query() query: PayeeQuery): Promise<PayeeView> {
    const payee = payeeIn(query);
    if ('number' in payee) return payeeView(await this.accounts.lookUp(caller, payee.number));
    if ('iban' in payee) return payeeView(await this.accounts.lookUpIban(caller, payee.iban));
    return payeeView(await this.accounts.mainAccountOf(caller.tenantId, payee.ownerId, payee.currency));
  }

  /** For money that comes from another bank: nobody of this one asks, so there is no token. */
  @Get('incoming')
  @Allow('public')
  async incoming(@Query() { iban }: IbanQuery): Promise<ReturnType<typeof incomingView>> {
    return incomingView(await this.accounts.ofIban(iban));
  }
}
