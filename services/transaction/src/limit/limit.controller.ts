import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails, IdParam } from '@florin/platform/http';
import { LimitQuery, LimitsBody, limitsView, LimitsView, toOverrides } from './limit.dto.js';
import { LimitService } from './limit.service.js';

@Controller()
export class LimitController {
  constructor(private readonly limits: LimitService) {}

  @Get('limits')
  @Allow('transfers:read')
  @ApiTags('Moving money')
  @ApiOperation({ summary: 'What the caller may move, and how much of it is used and left' })
  @ApiOkResponse({ type: LimitsView })
  async show(@CallerOf() caller: Caller, @Query() query: LimitQuery): Promise<LimitsView> {
    const now = new Date();
    return limitsView(await this.limits.show(caller, query.currency, now), now);
  }

  @Get('admin/users/:id/limits')
  @Allow('office:read', { roles: ['admin', 'read_only'] })
  @ApiTags('Office')
  @ApiOperation({ summary: 'What a customer may move' })
  @ApiOkResponse({ type: LimitsView })
  async showOf(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam() id: string,
    @Query() query: LimitQuery,
  ): Promise<LimitsView> {
    const now = new Date();
    return limitsView(await this.limits.showOf(caller, id, query.currency, origin, now), now);
  }

  @Put('admin/users/:id/limits')
  @Allow('admin:write')
  @Sensitive()
  @Fails('revocation_unavailable')
  @ApiTags('Office')
  @ApiOperation({
    summary: 'Set what a customer may move',
    description:
      'Takes the place of everything that was set for this customer before; what is not named is as for everybody. ' +
      'Effective for the next transfer.',
  })
  @ApiOkResponse({ type: LimitsView })
  async set(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam() id: string,
    @Body() body: LimitsBody,
  ): Promise<LimitsView> {
    const now = new Date();
    return limitsView(await this.limits.set(caller, id, toOverrides(body), origin, now), now);
  }
}
