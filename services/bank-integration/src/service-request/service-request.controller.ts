import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import {
  AnswersPage, Fails, IdempotencyKey, IdParam, isId, pageOf, readCursor, type Page,
} from '@florin/platform/http';
import { invalid } from '@florin/kernel';
import type { FastifyReply } from 'fastify';
import {
  AnnotateBody,
  CloseRequestBody,
  OpenRequestBody,
  RequestQuery,
  serviceRequestView,
  ServiceRequestView,
  toWish,
} from './service-request.dto.js';
import { ServiceRequestService, type Answered } from './service-request.service.js';

@ApiTags('Service requests')
@Controller('service-requests')
export class ServiceRequestController {
  constructor(private readonly requests: ServiceRequestService) {}

  @Post()
  @HttpCode(201)
  @Allow('requests:write', { roles: ['customer'] })
  @ApiOperation({ summary: 'Ask the people of the bank for something' })
  @ApiCreatedResponse({ type: ServiceRequestView })
  @Fails('idempotency_key_reused')
  async open(
    @CallerOf() caller: Caller,
    @Body() body: OpenRequestBody,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ServiceRequestView> {
    const answered = await this.requests.open(caller, toWish(body), key);
    reply.header('location', `/service-requests/${answered.request.id}`);
    return told(answered, reply);
  }

  @Get()
  @Allow('requests:read')
  @ApiOperation({ summary: "The own requests; for officers those of all customers" })
  @AnswersPage(ServiceRequestView)
  async list(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @Query() query: RequestQuery,
  ): Promise<Page<ServiceRequestView>> {
    const { limit, status, kind, customer_id: customerId } = query;
    const before = readCursor(query.cursor, 1)?.[0];
    if (before !== undefined && !isId(before)) throw invalid('cursor', 'is not a cursor of this list');
    const rows = await this.requests.list(caller, { status, kind, customerId, before }, limit, origin);
    return pageOf(rows, limit, ({ id }) => [id], serviceRequestView);
  }

  @Get(':id')
  @Allow('requests:read')
  @ApiOperation({ summary: 'One request with all that was said about it' })
  @ApiOkResponse({ type: ServiceRequestView })
  async show(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam() id: string,
  ): Promise<ServiceRequestView> {
    return serviceRequestView(await this.requests.show(caller, id, origin));
  }

  @Post(':id/annotations')
  @HttpCode(201)
  @Allow('requests:write')
  @ApiOperation({ summary: 'Add a remark' })
  @ApiCreatedResponse({ type: ServiceRequestView })
  @Fails('idempotency_key_reused', 'service_request_state')
  async annotate(
    @CallerOf() caller: Caller,
    @IdParam() id: string,
    @Body() body: AnnotateBody,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ServiceRequestView> {
    return told(await this.requests.annotate(caller, id, body.text, key), reply);
  }

  @Post(':id/close')
  @HttpCode(200)
  @Allow('requests:write')
  @ApiOperation({ summary: 'Close a request' })
  @ApiBody({ type: CloseRequestBody, required: false })
  @ApiOkResponse({ type: ServiceRequestView })
  @Fails('service_request_state')
  async close(
    @CallerOf() caller: Caller,
    @IdParam() id: string,
    @Body() body: CloseRequestBody,
  ): Promise<ServiceRequestView> {
    return serviceRequestView(await this.requests.close(caller, id, body.resolution ?? null));
  }
}

function told({ request, replayed }: Answered, reply: FastifyReply): ServiceRequestView {
  if (replayed) reply.header('idempotency-replayed', 'true');
  return serviceRequestView(request);
}
