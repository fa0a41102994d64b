import { Allow } from '@florin/platform/auth';
import { AnswersPage, IdParam, list, PageQuery, readCursor, writeCursor, type Page } from '@florin/platform/http';
import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FaultGuard } from '../fault/fault.guard.js';
import { customerView, CustomerView, RegisterCustomerBody, toNewcomer } from './customer.dto.js';
import { CustomerService } from './customer.service.js';

@ApiTags('Customers')
@Controller('customers')
@UseGuards(FaultGuard)
export class CustomerController {
  constructor(private readonly customers: CustomerService) {}

  @Get()
  @Allow('public')
  @AnswersPage(CustomerView, 'One page, in the order of the ids.')
  list(@Query() query: PageQuery): Page<CustomerView> {
    const [after] = readCursor(query.cursor, 1) ?? [];
    const { items, next } = this.customers.list(query.limit, after);
    return list(items.map(customerView), next === null ? null : writeCursor([next]));
  }

  @Post()
  @HttpCode(201)
  @Allow('public')
  @ApiCreatedResponse({ type: CustomerView, description: 'The same registration again answers 200.' })
  async register(
    @Body() body: RegisterCustomerBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerView> {
    const { customer, isNew } = await this.customers.register(toNewcomer(body), new Date());
    if (!isNew) reply.code(200);
    return customerView(customer);
  }

  @Get(':id')
  @Allow('public')
  @ApiOkResponse({ type: CustomerView })
  show(@IdParam('id', 'customer_not_found') id: string): CustomerView {
    return customerView(this.customers.get(id));
  }

  @Get(':id/exists')
  @Allow('public')
  exists(@IdParam('id', 'customer_not_found') id: string): { exists: boolean } {
    return { exists: this.customers.isKnown(id) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('public')
  async delete(@IdParam('id', 'customer_not_found') id: string): Promise<void> {
    await this.customers.delete(id);
  }
}
