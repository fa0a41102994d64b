import { Allow } from '@florin/platform/auth';
import { IdParam } from '@florin/platform/http';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CustomerService } from '../customer/customer.service.js';
import { FaultGuard } from '../fault/fault.guard.js';
import { portfolioView, type PortfolioView } from './portfolio.dto.js';

@ApiTags('Portfolios')
@Controller('customers')
@UseGuards(FaultGuard)
export class PortfolioController {
  constructor(private readonly customers: CustomerService) {}

  @Get(':id/portfolio')
  @Allow('public')
  show(@IdParam('id', 'customer_not_found') id: string): PortfolioView {
    return portfolioView(this.customers.get(id));
  }
}
