import { Body, Controller, Get, Module, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { assert, DomainError } from '@florin/kernel';
import { Allow } from '../auth/allow.js';
import { currentTrace } from '../telemetry/index.js';
import { httpControllers, httpProviders } from './app.js';
import { AcceptsForm } from './body-parsers.js';
import { AnswersPage, Fails } from './fails.js';
import { PageQuery, pageOf, readCursor } from './page.js';
import { HEALTH_CHECKS } from './readiness.js';
import { IdempotencyKey, IdParam, Wait } from './request-params.js';
import {
  Amount, CurrencyCode, FromQuery, Id, Instant, Nullable, OneOf, Opaque, Optional, Text, WholeNumber, YesNo,
} from './validators.js';

class Line {
  @Text(5)
  word: string;
}

export class Order {
  @Text(10, { description: 'Who orders.' })
  name: string;

  @Amount()
  amount: string | number;

  @Optional()
  @CurrencyCode()
  currency?: string;

  @Optional()
  @Id()
  account_id?: string;

  @Optional()
  @Nullable()
  @Text(20)
  phone?: string | null;

  @Optional()
  @Opaque(128)
  password?: string;

  @Optional()
  @OneOf(['red', 'green'])
  colour?: string;

  @Optional()
  @Instant()
  from?: string;

  @Optional()
  @YesNo()
  loud?: boolean;

  @Optional()
  @ApiProperty({ type: [Line] })
  @IsArray()
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines?: Line[];
}

class YearQuery extends PageQuery {
  @Optional()
  @FromQuery()
  @WholeNumber(2000, 2100)
  year?: number;
}

class Thing {
  @ApiProperty()
  id: string;
}

/** What arrived last, and whether a part of the shop is gone: read and set by the specs. */
export const shop: { arrived: unknown; broken: boolean } = { arrived: undefined, broken: false };

@Controller()
class ShopController {
  @Post('orders')
  @Allow('public')
  @Fails('out_of_stock')
  order(@Body() order: Order, @IdempotencyKey() key: string | undefined, @Wait() waitS: number): object {
    shop.arrived = order;
    return { order, key, waitS, trace: currentTrace()?.traceId, request: currentTrace()?.requestId };
  }

  @Patch('orders')
  @Allow('accounts:write')
  change(@Body() order: Order): Order {
    return order;
  }

  @Get('things')
  @Allow('public')
  @AnswersPage(Thing)
  things(@Query() query: YearQuery): object {
    const after = Number(readCursor(query.cursor, 1)?.[0] ?? 0);
    const rows = Array.from({ length: query.limit + 1 }, (_, at) => after + at + 1).filter((row) => row <= 5);
    return pageOf(rows, query.limit, (row) => [row], (row) => ({ id: row, year: query.year }));
  }

  @Get('things/:id')
  @Allow('public')
  thing(@IdParam() id: string): object {
    return { id };
  }

  @Post('token')
  @Allow('public')
  @AcceptsForm()
  token(@Body() body: Line): Line {
    return body;
  }

  @Post('fail')
  @Allow('public')
  fail(@Body() body: Line, @Res({ passthrough: true }) reply: FastifyReply): void {
    const left = { left: 0, code: 'mine', status: 1 };
    if (body.word === 'stock') throw new DomainError('out_of_stock', 'None left.', left);
    if (body.word === 'busy') throw new DomainError('overloaded', 'secret words', { retry_after: 2.5, depth: 9 });
    if (body.word === 'login') throw new DomainError('unauthenticated');
    if (body.word === 'what') throw new DomainError('nobody_knows', 'secret words');
    if (body.word === 'cache') reply.header('cache-control', 'public, max-age=60');
    assert(body.word === 'cache', 'secret words');
  }
}

const checks = [
  { name: 'postgres', check: async () => undefined },
  { name: 'kafka', check: () => (shop.broken ? Promise.reject(new Error('gone')) : Promise.resolve()) },
];

/** A small service with every kind of field, answer and refusal; for the specs of this folder. */
@Module({
  controllers: [ShopController, ...httpControllers],
  providers: [...httpProviders, { provide: HEALTH_CHECKS, useValue: checks }],
})
export class ShopModule {}
