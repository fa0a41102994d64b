import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdempotencyKey, IdParam, pageOf, type Page } from '@florin/platform/http';
import type { FastifyReply } from 'fastify';
import { Terms } from '../account/account.js';
import {
  AccountView,
  accountView,
  BalanceQuery,
  balanceView,
  BalanceView,
  instantIn,
  toOpening,
} from '../account/account.dto.js';
import { EntryQuery, entryView, EntryView, placeOnAccount, toFilter } from '../entry/entry.dto.js';
import {
  FileQuery,
  customerAccountView,
  CustomerAccountView,
  OpenForCustomerBody,
  placeOfEntry,
  placeOfFile,
  bankSummaryView,
  BankSummaryView,
  toFileFilter,
  toOfficeFilter,
} from './office.dto.js';
import { OfficeService } from './office.service.js';

@ApiTags('Office')
@Controller('admin')
export class AccountOfficeController {
  constructor(
    private readonly office: OfficeService,
    private readonly terms: Terms,
  ) {}

  @Post('accounts')
  @HttpCode(201)
  @Allow('office:write')
  @Sensitive()
  @ApiOperation({ summary: 'Open an account for a customer' })
  @ApiCreatedResponse({ type: AccountView })
  @Fails('customer_not_found', 'idempotency_key_reused', 'unavailable')
  async open(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Body() body: OpenForCustomerBody,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountView> {
    const desk = { caller, origin };
    const { account, replayed } = await this.office.open(desk, body.owner_id.toLowerCase(), toOpening(body), key);
    if (replayed) reply.header('idempotency-replayed', 'true');
    reply.header('location', `/admin/accounts/${account.id}`);
    return accountView(account, this.terms.ibanOf(account));
  }

  @Get('accounts')
  @Allow('office:read')
  @ApiOperation({ summary: "Customers' accounts of the whole bank" })
  @AnswersPage(CustomerAccountView, 'One page, the latest opened first.')
  async list(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Query() query: FileQuery,
  ): Promise<Page<CustomerAccountView>> {
    const files = await this.office.list({ caller, origin }, toFileFilter(query), query.limit + 1);
    return pageOf(files, query.limit, placeOfFile, (file) => customerAccountView(file, this.terms));
  }

  @Get('accounts/:id')
  @Allow('office:read')
  @ApiOperation({ summary: "A customer's account" })
  @ApiOkResponse({ type: CustomerAccountView })
  @Fails('account_not_found')
  async show(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam('id', 'account_not_found') id: string,
  ): Promise<CustomerAccountView> {
    return customerAccountView(await this.office.show({ caller, origin }, id), this.terms);
  }

  @Get('accounts/:id/balance')
  @Allow('office:read')
  @ApiOperation({ summary: "The balance of a customer's account, now or at a past instant" })
  @ApiOkResponse({ type: BalanceView })
  @Fails('account_not_found')
  async balance(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam('id', 'account_not_found') id: string,
    @Query() query: BalanceQuery,
  ): Promise<BalanceView> {
    const now = new Date();
    const at = instantIn(query);
    return balanceView(await this.office.balance({ caller, origin }, id, now, at), at ?? now);
  }

  @Get('accounts/:id/transactions')
  @Allow('office:read')
  @ApiOperation({ summary: "What happened on a customer's account" })
  @AnswersPage(EntryView, 'One page, newest first; what is pending stands before the rest.')
  @Fails('account_not_found')
  async history(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam('id', 'account_not_found') id: string,
    @Query() query: EntryQuery,
  ): Promise<Page<EntryView>> {
    const entries = await this.office.history({ caller, origin }, id, toFilter(query), query.limit + 1);
    return pageOf(entries, query.limit, placeOnAccount, (entry) => entryView(entry, this.terms));
  }

  @Get('transactions')
  @Allow('office:read')
  @ApiOperation({ summary: "What happened on all customers' accounts" })
  @AnswersPage(EntryView, 'One page, the latest written first; what is pending stands before the rest.')
  async histories(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Query() query: EntryQuery,
  ): Promise<Page<EntryView>> {
    const entries = await this.office.histories({ caller, origin }, toOfficeFilter(query), query.limit + 1);
    return pageOf(entries, query.limit, placeOfEntry, (entry) => entryView(entry, this.terms));
  }

  @Get('transactions/:entry_id')
  @Allow('office:read')
  @ApiOperation({ summary: "One line of a customer's account" })
  @ApiOkResponse({ type: EntryView })
  @Fails('entry_not_found')
  async entry(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam('entry_id', 'entry_not_found') id: string,
  ): Promise<EntryView> {
    return entryView(await this.office.entry({ caller, origin }, id), this.terms);
  }

  @Get('summary')
  @Allow('audit:read')
  @ApiOperation({ summary: 'The bank at a glance: totals per currency, and counts' })
  @ApiOkResponse({ type: BankSummaryView })
  async summary(@CallerOf() caller: Caller): Promise<BankSummaryView> {
    return bankSummaryView(await this.office.summary(caller), new Date());
  }
}
