import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@florin/platform/auth';
import { AnswersPage, list, type Page } from '@florin/platform/http';
import { OfferQuery, OfferView } from './offer.dto.js';
import { OfferService } from './offer.service.js';

@ApiTags('Products')
@Controller('offers')
export class OfferController {
  constructor(private readonly offers: OfferService) {}

  @Get()
  @Allow('bank:read')
  @ApiOperation({ summary: 'What the bank offers, and who may have it' })
  @AnswersPage(OfferView, 'All that fit on one page.')
  find(@Query() query: OfferQuery): Page<OfferView> {
    return list([...this.offers.find({ q: query.q, accountType: query.account_type })]);
  }
}
