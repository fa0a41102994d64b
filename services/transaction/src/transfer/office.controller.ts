import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, pageOf, type Page } from '@florin/platform/http';
import { standing } from './answer.js';
import { OfficeQuery } from '../suspense/suspense.dto.js';
import { toFilter, TransferView } from './transfer.dto.js';
import { TransferService } from './transfer.service.js';

@ApiTags('Office')
@Controller('admin/transfers')
export class OfficeController {
  constructor(private readonly transfers: TransferService) {}

  @Get()
  @Allow('office:read')
  @ApiOperation({ summary: 'All transfers of the bank' })
  @AnswersPage(TransferView)
  async list(@CallerOf() caller: Caller, @Query() query: OfficeQuery): Promise<Page<TransferView>> {
    const filter = { ...toFilter(query), suspended: query.held_in === 'suspense' };
    const rows = await this.transfers.pageForStaff(caller.tenantId, filter);
    return pageOf(
      rows,
      filter.limit,
      (row) => [row.id],
      (row) => standing(row),
    );
  }

  @Get(':id')
  @Allow('office:read')
  @Fails('transfer_not_found')
  @ApiOperation({ summary: 'One transfer, with its course' })
  @ApiOkResponse({ type: TransferView })
  async show(@CallerOf() caller: Caller, @IdParam('id', 'transfer_not_found') id: string): Promise<TransferView> {
    return standing(await this.transfers.showToStaff(caller.tenantId, id));
  }
}
