import { Controller, Delete, Get, HttpCode } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, list, type Page } from '@florin/platform/http';
import { consentView, ConsentView } from './consent.dto.js';
import { ConsentService } from './consent.service.js';

@ApiTags('People')
@Controller('auth/consents')
export class ConsentController {
  constructor(private readonly consents: ConsentService) {}

  @Get()
  @Allow('any')
  @ApiOperation({ summary: 'What I have allowed programs of other houses' })
  @AnswersPage(ConsentView)
  async list(@CallerOf() caller: Caller): Promise<Page<ConsentView>> {
    return list((await this.consents.list(caller.userId)).map(consentView));
  }

  @Delete()
  @HttpCode(204)
  @Allow('any')
  @Fails('revocation_unavailable')
  @ApiOperation({ summary: 'Take all consents back' })
  @ApiNoContentResponse()
  withdrawAll(@CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<void> {
    return this.consents.withdrawAll(caller, origin);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('any')
  @Fails('not_found', 'revocation_unavailable')
  @ApiOperation({ summary: 'Take a consent back: the tokens that live by it are dead at once' })
  @ApiNoContentResponse()
  withdraw(@IdParam() id: string, @CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<void> {
    return this.consents.withdraw(caller, id, origin);
  }
}
