import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { VerdictView, verdictView } from './books.dto.js';
import { BooksService } from './books.service.js';

@ApiTags('Office')
@Controller('admin/ledger')
export class BooksController {
  constructor(private readonly books: BooksService) {}

  @Get('check')
  @Allow('audit:read')
  @ApiOperation({
    summary: 'Prove the ledger',
    description: "Every law of the bank's own books, in one consistent snapshot, with each finding.",
  })
  @ApiOkResponse({ type: VerdictView })
  async check(@CallerOf() { tenantId }: Caller): Promise<VerdictView> {
    return verdictView(await this.books.checkOf(tenantId));
  }
}
