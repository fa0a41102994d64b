import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, pageOf, type Page } from '@florin/platform/http';
import { Terms } from '../account/account.js';
import { CategoryBody, EntryQuery, EntryView, entryView, placeOnAccount, toFilter } from './entry.dto.js';
import { EntryService } from './entry.service.js';

@ApiTags('Accounts')
@Controller('accounts/:id/transactions')
export class EntryController {
  constructor(
    private readonly entries: EntryService,
    private readonly terms: Terms,
  ) {}

  @Get()
  @Allow('accounts:read')
  @ApiOperation({ summary: 'What happened on one of the own accounts' })
  @AnswersPage(EntryView, 'One page, newest first, declined ones included; what is pending stands before the rest.')
  @Fails('account_not_found')
  async list(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @Query() query: EntryQuery,
  ): Promise<Page<EntryView>> {
    // One more than asked for: it only says whether there is a next page.
    const entries = await this.entries.list(caller, id, toFilter(query), query.limit + 1);
    return pageOf(entries, query.limit, placeOnAccount, (entry) => entryView(entry, this.terms));
  }

  @Get(':entry_id')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'One line of one of the own accounts' })
  @ApiOkResponse({ type: EntryView })
  @Fails('account_not_found', 'entry_not_found')
  async show(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @IdParam('entry_id', 'entry_not_found') entryId: string,
  ): Promise<EntryView> {
    return entryView(await this.entries.show(caller, id, entryId), this.terms);
  }

  @Patch(':entry_id')
  @Allow('accounts:write')
  @ApiOperation({
    summary: 'Give a line another category',
    description: 'It is kept beside the books, which never change. What is still pending has none yet.',
  })
  @ApiOkResponse({ type: EntryView })
  @Fails('account_not_found', 'entry_not_found')
  async categorise(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @IdParam('entry_id', 'entry_not_found') entryId: string,
    @Body() body: CategoryBody,
  ): Promise<EntryView> {
    return entryView(await this.entries.categorise(caller, id, entryId, body.category), this.terms);
  }
}
