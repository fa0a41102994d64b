import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@florin/platform/auth';
import { QuoteQuery, quoteView, QuoteView } from './loan.dto.js';
import { LoanService } from './loan.service.js';

@ApiTags('Products')
@Controller('loans')
export class LoanController {
  constructor(private readonly loans: LoanService) {}

  @Get('quote')
  @Allow('bank:read')
  @ApiOperation({ summary: 'What a loan costs a month' })
  @ApiOkResponse({ type: QuoteView })
  quote(@Query() query: QuoteQuery): QuoteView {
    return quoteView(this.loans.quote(query));
  }
}
