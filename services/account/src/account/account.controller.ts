import { Body, Controller, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdempotencyKey, IdParam, list, type Page } from '@florin/platform/http';
import type { FastifyReply } from 'fastify';
import {
  accountView,
  AccountView,
  balanceView,
  BalanceQuery,
  BalanceView,
  instantIn,
  LookupQuery,
  numberIn,
  OpenAccountBody,
  payeeView,
  PayeeView,
  RenameBody,
  toOpening,
} from './account.dto.js';
import { AccountService } from './account.service.js';

@ApiTags('Accounts')
@Controller('accounts')
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Post()
  @HttpCode(201)
  @Allow('accounts:write')
  @ApiOperation({ summary: 'Open an account' })
  @ApiBody({ type: OpenAccountBody, required: false })
  @ApiCreatedResponse({ type: AccountView })
  @Fails('idempotency_key_reused')
  async open(
    @CallerOf() caller: Caller,
    @Body() body: OpenAccountBody,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountView> {
    const { account, replayed } = await this.accounts.open(caller, toOpening(body), caller, key);
    if (replayed) reply.header('idempotency-replayed', 'true');
    reply.header('location', `/accounts/${account.id}`);
    return accountView(account, this.accounts.ibanOf(account));
  }

  @Get()
  @Allow('accounts:read')
  @ApiOperation({ summary: 'The own accounts, oldest first' })
  @AnswersPage(AccountView, 'All of them on one page.')
  async list(@CallerOf() caller: Caller): Promise<Page<AccountView>> {
    const accounts = await this.accounts.list(caller);
    return list(accounts.map((account) => accountView(account, this.accounts.ibanOf(account))));
  }

  @Get('lookup')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'The account behind a number, as far as a payer may know it' })
  @ApiOkResponse({ type: PayeeView })
  @Fails('account_not_found')
  async lookUp(@CallerOf() caller: Caller, @Query() query: LookupQuery): Promise<PayeeView> {
    return payeeView(await this.accounts.lookUp(caller, numberIn(query)));
  }

  @Get(':id')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'One of the own accounts' })
  @ApiOkResponse({ type: AccountView })
  @Fails('account_not_found')
  async show(@CallerOf() caller: Caller, @IdParam('id', 'account_not_found') id: string): Promise<AccountView> {
    const account = await this.accounts.show(caller, id);
    return accountView(account, this.accounts.ibanOf(account));
  }

  @Patch(':id')
  @Allow('accounts:write')
  @ApiOperation({ summary: 'Give an own account another name' })
  @ApiOkResponse({ type: AccountView })
  @Fails('account_not_found')
  async rename(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @Body() body: RenameBody,
  ): Promise<AccountView> {
    const account = await this.accounts.rename(caller, id, body.name);
    return accountView(account, this.accounts.ibanOf(account));
  }

  @Post(':id/close')
  @HttpCode(200)
  @Allow('accounts:write')
  @Sensitive()
  @ApiOperation({
    summary: 'Close an own account for good',
    description: 'Its balance must be zero and nothing may be held. Its card is cancelled with it.',
  })
  @ApiOkResponse({ type: AccountView })
  @Fails('account_not_found', 'account_state', 'account_not_empty')
  async close(@CallerOf() caller: Caller, @IdParam('id', 'account_not_found') id: string): Promise<AccountView> {
    const account = await this.accounts.close(caller, id);
    return accountView(account, this.accounts.ibanOf(account));
  }

  @Get(':id/balance')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'The balance as it is stored and as its entries add up, now or at a past instant' })
  @ApiOkResponse({ type: BalanceView })
  @Fails('account_not_found')
  async balance(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @Query() query: BalanceQuery,
  ): Promise<BalanceView> {
    const now = new Date();
    const at = instantIn(query);
    return balanceView(await this.accounts.balance(caller, id, now, at), at ?? now);
  }
}
