import { Allow } from '@florin/platform/auth';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { Matches } from 'class-validator';
import { FaultGuard } from '../fault/fault.guard.js';
import { StatementService } from './statement.service.js';
import type { Statement } from './statement.js';

export class StatementQuery {
  @ApiProperty({ type: String, format: 'date', example: '2026-01-31' })
  @Matches(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, { message: 'must be a day such as 2026-01-31' })
  date: string;
}

/** The account that the other bank keeps here, and over which all its payments go. */
@ApiTags('Statements')
@Controller('statements')
@UseGuards(FaultGuard)
export class StatementController {
  constructor(private readonly statements: StatementService) {}

  @Get()
  @Allow('public')
  show(@Query() query: StatementQuery): { items: readonly Statement[] } {
    return { items: this.statements.of(query.date) };
  }
}
