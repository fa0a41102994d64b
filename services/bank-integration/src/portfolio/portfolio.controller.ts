import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { PortfolioView, portfolioView } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';

@ApiTags('Other banks')
@Controller('bank')
export class PortfolioController {
  constructor(private readonly portfolios: PortfolioService) {}

  @Get('portfolio')
  @Allow('bank:read', { roles: ['customer'] })
  @Fails('not_linked', 'bank_unavailable')
  @ApiOperation({ summary: 'What the caller has at the outside bank' })
  @ApiOkResponse({ type: PortfolioView })
  async show(@CallerOf() caller: Caller): Promise<PortfolioView> {
    return portfolioView(await this.portfolios.show(caller), new Date());
  }

  @Post('sync')
  @HttpCode(200)
  @Allow('bank:write')
  @Fails('unavailable', 'bank_unavailable')
  @ApiOperation({ summary: 'Link the caller at the outside bank', description: 'Again is no different.' })
  @ApiOkResponse({ type: PortfolioView })
  async sync(@CallerOf() caller: Caller): Promise<PortfolioView> {
    return portfolioView(await this.portfolios.sync(caller), new Date());
  }
}
