import { Allow } from '@florin/platform/auth';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { faultsView, FaultsBody, toFaults } from './fault.dto.js';
import { FaultService } from './fault.service.js';

@ApiTags('Faults')
@Controller('faults')
export class FaultController {
  constructor(private readonly faults: FaultService) {}

  @Get()
  @Allow('public')
  @ApiOkResponse({ type: FaultsBody })
  show(): FaultsBody {
    return faultsView(this.faults.current());
  }

  @Put()
  @Allow('public')
  @ApiOkResponse({ type: FaultsBody })
  order(@Body() body: FaultsBody): FaultsBody {
    return faultsView(this.faults.order(toFaults(body)));
  }
}
