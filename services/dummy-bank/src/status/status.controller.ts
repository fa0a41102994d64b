import { Allow } from '@florin/platform/auth';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FaultGuard } from '../fault/fault.guard.js';

@ApiTags('Status')
@Controller('status')
@UseGuards(FaultGuard)
export class StatusController {
  @Get()
  @Allow('public')
  show(): { bank: string; status: 'open'; time: string } {
    return { bank: 'Rivermark Bank', status: 'open', time: new Date().toISOString() };
  }
}
