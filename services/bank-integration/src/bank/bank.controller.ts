import { Allow } from '@florin/platform/auth';
import { AnswersPage, Fails, list, PageQuery, type Page } from '@florin/platform/http';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { bankCustomerView, BankCustomerView, bankStatusView, BankStatusView } from './bank.dto.js';
import { BankService } from './bank.service.js';

@ApiTags('Other banks')
@Controller('bank')
export class BankController {
  constructor(private readonly banks: BankService) {}

  @Get('status')
  @Allow('bank:read')
  @ApiOperation({ summary: 'How the line to the other bank is, asked now' })
  @ApiOkResponse({ type: BankStatusView })
  async status(): Promise<BankStatusView> {
    return bankStatusView(await this.banks.check());
  }

  @Get('customers')
  @Allow('bank:read', { roles: ['admin'] })
  @ApiOperation({ summary: 'The customers of the other bank' })
  @AnswersPage(BankCustomerView, "One page, in the other bank's own order.")
  @Fails('bank_unavailable')
  async customers(@Query() query: PageQuery): Promise<Page<BankCustomerView>> {
    const { items, next } = await this.banks.customers({ limit: query.limit, cursor: query.cursor });
    return list(items.map(bankCustomerView), next);
  }
}
