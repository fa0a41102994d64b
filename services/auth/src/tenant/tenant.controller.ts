import { Body, Controller, Delete, Get, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { TenantBody, TenantStatusBody, tenantView, TenantView } from './tenant.dto.js';
import { TenantService } from './tenant.service.js';

@ApiTags('Administration')
@Controller('tenants/me')
export class TenantController {
  constructor(private readonly tenants: TenantService) {}

  @Get()
  @Allow('office:read', { roles: ['admin'] })
  @ApiOperation({ summary: "The caller's bank" })
  @ApiOkResponse({ type: TenantView })
  async show(@CallerOf() caller: Caller): Promise<TenantView> {
    return tenantView(await this.tenants.show(caller.tenantId));
  }

  @Put()
  @Allow('admin:write')
  @Sensitive()
  @Fails('tenant_name_taken')
  @ApiOperation({ summary: 'Name the bank, and say whether people may register by themselves' })
  @ApiOkResponse({ type: TenantView })
  async change(
    @Body() body: TenantBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<TenantView> {
    return tenantView(await this.tenants.change(caller.tenantId, body, origin));
  }

  @Patch('status')
  @Allow('admin:write')
  @Sensitive()
  @ApiOperation({
    summary: 'Deactivate the bank',
    description: 'Ends every session of it, this one too. Only the operator can undo it.',
  })
  @ApiOkResponse({ type: TenantView })
  async setStatus(
    @Body() body: TenantStatusBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<TenantView> {
    return tenantView(await this.tenants.setStatus(caller.tenantId, body.status, origin));
  }

  @Delete()
  @HttpCode(204)
  @Allow('admin:write')
  @Sensitive()
  @ApiOperation({
    summary: 'Give the bank up',
    description: 'Ends every session of it. Nothing is erased, and the operator can undo it.',
  })
  @ApiNoContentResponse()
  async remove(@CallerOf() caller: Caller, @OriginOf() origin: Origin): Promise<void> {
    await this.tenants.setStatus(caller.tenantId, 'deleted', origin);
  }
}
