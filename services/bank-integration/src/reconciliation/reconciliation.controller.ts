import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, Sensitive } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { ReconcileBody, ReconciliationView, reconciliationView } from './reconciliation.dto.js';
import { ReconciliationService } from './reconciliation.service.js';

@ApiTags('Other banks')
@Controller('bank/reconciliations')
export class ReconciliationController {
  constructor(private readonly reconciliations: ReconciliationService) {}

  @Post()
  @HttpCode(200)
  @Allow('admin:write')
  @Sensitive()
  @Fails('bank_unavailable', 'revocation_unavailable')
  @ApiOperation({
    summary: "Compare one day of our settlement account with the other bank's statement",
    description: 'Each day is compared by itself on the next one; this does it again, or for a day that is not over.',
  })
  @ApiOkResponse({ type: ReconciliationView })
  async compare(@Body() { date }: ReconcileBody): Promise<ReconciliationView> {
    return reconciliationView(await this.reconciliations.compare(date, new Date()));
  }
}
