import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ErrorTable } from '@florin/kernel';
import { errorsOf } from './app.js';
import { CODES } from './fails.js';
import { problemMediaType } from './problem.js';

type Json = Record<string, unknown>;

interface Operation extends Json {
  responses: Record<string, Json>;
  security?: unknown[];
  parameters?: { in?: string; name?: string }[];
  requestBody?: unknown;
}

const problemSchema = {
  type: 'object',
  description: 'An RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The page that explains the code.' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', description: 'Stable; listed in docs/errors.md.' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
  additionalProperties: true,
};

const methods = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** The codes that a route answers because of what it takes and whom it serves. */
function impliedCodes(method: string, operation: Operation): string[] {
  const codes: string[] = [];
  if (operation.requestBody) codes.push('malformed_body', 'unsupported_media_type', 'body_too_large');
  const { parameters = [] } = operation;
  const checked = parameters.some((one) => one.in === 'query' || one.name === 'Idempotency-Key');
  if (operation.requestBody || checked) codes.push('validation_failed');
  // The gateway knows the form of paths, too.
  if (parameters.some((one) => one.in === 'path')) codes.push('not_found');
  if (operation.security?.length) {
    codes.push('unauthenticated', 'forbidden', 'insufficient_scope', 'foreign_origin');
    if (method !== 'get') codes.push('csrf_token_invalid');
  }
  codes.push('rate_limited', 'internal_error', 'unavailable');
  return codes;
}

/** Adds one documented response per status, naming the codes that come with it. */
function addProblems(method: string, operation: Operation, errors: ErrorTable, route: string): void {
  const own = (operation[CODES] as string[] | undefined) ?? [];
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...own, ...impliedCodes(method, operation)])) {
    const row = errors[code];
    if (!row) throw new Error(`${route} names the code ${code}, which no error table has`);
    byStatus.set(row.status, [...(byStatus.get(row.status) ?? []), code]);
  }
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    const described = operation.responses[String(status)];
    const told = codes.map((code) => `\`${code}\`: ${errors[code]?.title}.`).join(' ');
    operation.responses[String(status)] = {
      // A route may refuse in words of its own, too: with a page, or in the words of another standard.
      description: [described?.['description'], told].filter(Boolean).join(' '),
      content: {
        ...(described?.['content'] as Json | undefined),
        [problemMediaType.split(';', 1)[0] as string]: {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { type: 'object', properties: { code: { enum: codes } } },
            ],
          },
        },
      },
    };
  }
}

/** OpenAPI 3.1 has no `nullable`: null is one more type. */
function withoutNullable(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Json;
  if (schema['nullable'] === true) {
    delete schema['nullable'];
    if (typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null'];
    else if (Array.isArray(schema['oneOf'])) schema['oneOf'].push({ type: 'null' });
    else if (Array.isArray(schema['allOf'])) {
      schema['anyOf'] = [...(schema['allOf'] as unknown[]), { type: 'null' }];
      delete schema['allOf'];
    }
  }
  for (const child of Object.values(schema)) withoutNullable(child);
}

/** The OpenAPI 3.1 document of a service, made from its controllers; nothing is started for it. */
export function openApiDocument(app: INestApplication, name: string): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(name)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, outline, {
    operationIdFactory: (controller: string, method: string) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const errors = errorsOf(app);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Json)) {
      const route = `${method.toUpperCase()} ${path}`;
      if (methods.has(method)) addProblems(method, operation as Operation, errors, route);
    }
  }
  document.components = { ...document.components };
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema as never };
  withoutNullable(document);
  return document;
}
