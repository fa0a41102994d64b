import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/** The extension that carries a route's own codes until the document is made; the service's table gives the status. */
export const CODES = 'x-errors';

/** Lists the codes that a route answers beside the common ones. */
export function Fails(...codes: string[]): MethodDecorator {
  return applyDecorators(ApiExtension(CODES, codes));
}

/** Documents the answer of a list route: a page of these items. */
export function AnswersPage(item: Type<unknown>, description = 'One page, newest first unless said.'): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['items', 'next_cursor'],
    properties: {
      items: { type: 'array', items: { $ref: getSchemaPath(item) } },
      next_cursor: { type: ['string', 'null'] },
    },
  };
  return applyDecorators(ApiExtraModels(item), ApiResponse({ status: 200, description, schema: schema as never }));
}
