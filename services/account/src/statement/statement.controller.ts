import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiProduces, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Allow, CallerOf, type Caller } from '@florin/platform/auth';
import { Fails, IdParam } from '@florin/platform/http';
import type { FastifyReply } from 'fastify';
import { Terms } from '../account/account.js';
import { asCsv } from './csv.writer.js';
import { asJson } from './json.writer.js';
import { asPdf } from './pdf.writer.js';
import { formatOf, nameOf, type Format, type Statement } from './statement.js';
import { periodIn, StatementQuery, StatementView } from './statement.dto.js';
import { StatementService } from './statement.service.js';

const content = {
  'application/json': { schema: { $ref: getSchemaPath(StatementView) } },
  'text/csv': { schema: { type: 'string' } },
  'application/pdf': { schema: { type: 'string', format: 'binary' } },
} as const;

@ApiTags('Accounts')
@Controller('accounts/:id/statements')
export class StatementController {
  constructor(
    private readonly statements: StatementService,
    private readonly terms: Terms,
  ) {}

  @Get()
  @Allow('accounts:read')
  @ApiOperation({
    summary: 'The statement of a month or a year',
    description:
      'As JSON, or as a file: `Accept: text/csv` or `application/pdf`. A future or empty month carries the balance.',
  })
  @ApiExtraModels(StatementView)
  @ApiProduces(...(Object.keys(content) as Format[]))
  @ApiResponse({ status: 200, description: 'The figures, and every line, oldest first.', content })
  @Fails('account_not_found')
  async show(
    @CallerOf() caller: Caller,
    @IdParam('id', 'account_not_found') id: string,
    @Query() query: StatementQuery,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const statement = await this.statements.make(caller, id, periodIn(query));
    const format = formatOf(accept);
    const { number, period } = statement.summary;
    const extension = format.split('/')[1]!;
    if (extension !== 'json')
      reply.header('content-disposition', `attachment; filename="statement-${number}-${nameOf(period)}.${extension}"`);
    reply.header('content-type', extension === 'pdf' ? format : `${format}; charset=utf-8`).header('vary', 'accept');
    await reply.send(Readable.from(this.written(statement, format), { objectMode: false }));
  }

  private written(statement: Statement, format: Format): AsyncIterable<string | Buffer> {
    if (format === 'text/csv') return asCsv(statement, this.terms);
    if (format === 'application/pdf') return asPdf(statement, this.terms.ibanOf(statement.summary));
    return asJson(statement, this.terms);
  }
}
