import { Allow } from '@florin/platform/auth';
import { IdParam } from '@florin/platform/http';
import { Body, Controller, Get, HttpCode, Post, Put, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FaultGuard } from '../fault/fault.guard.js';
import { SilenceInterceptor } from '../fault/silence.interceptor.js';
import {
  OrderBody,
  PaymentView,
  paymentView,
  ReturnBody,
  SendBody,
  SentView,
  sentView,
  toOrder,
  toSent,
} from './payment.dto.js';
import { PaymentService } from './payment.service.js';

@ApiTags('Payments')
@Controller()
export class PaymentController {
  constructor(private readonly payments: PaymentService) {}

  @Put('payments/:id')
  @HttpCode(201)
  @Allow('public')
  @UseGuards(FaultGuard)
  @UseInterceptors(SilenceInterceptor)
  @ApiCreatedResponse({ type: PaymentView, description: 'The same order again answers 200.' })
  async order(
    @IdParam('id', 'payment_not_found') id: string,
    @Body() body: OrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentView> {
    const { payment, isNew } = await this.payments.order(id, toOrder(body), new Date());
    if (!isNew) reply.code(200);
    return paymentView(payment);
  }

  @Get('payments/:id')
  @Allow('public')
  @UseGuards(FaultGuard)
  @ApiOkResponse({ type: PaymentView })
  show(@IdParam('id', 'payment_not_found') id: string): PaymentView {
    return paymentView(this.payments.get(id));
  }

  /** What an employee of this bank does, not the other bank: no ordered fault stands before it. */
  @Post('payments/:id/return')
  @HttpCode(200)
  @Allow('public')
  @ApiOkResponse({ type: PaymentView })
  async giveBack(@IdParam('id', 'payment_not_found') id: string, @Body() body: ReturnBody): Promise<PaymentView> {
    return paymentView(await this.payments.giveBack(id, body.reason_code));
  }

  /** What a customer of this bank does. */
  @Post('outgoing-payments')
  @HttpCode(201)
  @Allow('public')
  @ApiCreatedResponse({ type: SentView, description: 'The same payment again answers 200.' })
  async send(@Body() body: SendBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<SentView> {
    const { sent, isNew } = await this.payments.send(toSent(body, new Date()));
    if (!isNew) reply.code(200);
    return sentView(sent);
  }
}
