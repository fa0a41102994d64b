import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@florin/platform/auth';
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
    description: 'Every law of the books, in one consistent snapshot, with each finding.',
  })
  @ApiOkResponse({ type: VerdictView })
  async check(): Promise<VerdictView> {
    return verdictView(await this.books.check());
  }
}
