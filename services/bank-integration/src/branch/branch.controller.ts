import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@florin/platform/auth';
import { AnswersPage, list, type Page } from '@florin/platform/http';
import { BranchQuery, BranchView } from './branch.dto.js';
import { BranchService } from './branch.service.js';

@ApiTags('Products')
@Controller('branches')
export class BranchController {
  constructor(private readonly branches: BranchService) {}

  @Get()
  @Allow('bank:read')
  @ApiOperation({ summary: 'Where the bank can be visited' })
  @AnswersPage(BranchView, 'All of them on one page.')
  find(@Query() query: BranchQuery): Page<BranchView> {
    return list([...this.branches.find(query.state)]);
  }
}
