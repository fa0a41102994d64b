import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, pageOf, type Page } from '@florin/platform/http';
import { standing } from './answer.js';
import { OfficeService } from './office.service.js';
import { OfficeQuery } from '../suspense/suspense.dto.js';
import { toFilter, TransferView } from './transfer.dto.js';

@ApiTags('Office')
@Controller('admin/transfers')
export class OfficeController {
  constructor(private readonly office: OfficeService) {}

  @Get()
  @Allow('office:read')
  @ApiOperation({ summary: 'All transfers of the bank' })
  @AnswersPage(TransferView)
  async list(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Query() query: OfficeQuery,
  ): Promise<Page<TransferView>> {
    const filter = { ...toFilter(query), suspended: query.held_in === 'suspense' };
    const rows = await this.office.page(caller.tenantId, filter, origin);
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
  async show(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam('id', 'transfer_not_found') id: string,
  ): Promise<TransferView> {
    return standing(await this.office.show(caller.tenantId, id, origin));
  }
}
