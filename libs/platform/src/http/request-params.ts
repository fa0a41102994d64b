import { createParamDecorator, Param, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiHeader, ApiParam } from '@nestjs/swagger';
import { DomainError, invalid } from '@florin/kernel';
import type { FastifyRequest } from 'fastify';
import { isId } from './validators.js';

/** What is not an id names nothing: it is answered like an id that does not exist. */
class IdPipe implements PipeTransform<unknown, string> {
  constructor(private readonly code: string) {}

  transform(value: unknown): string {
    if (!isId(value)) throw new DomainError(this.code);
    return value.toLowerCase();
  }
}

/** Documents a parameter of a method while the parameter itself is decorated. */
function onMethod(decorator: MethodDecorator, target: object, key: string | symbol | undefined): void {
  if (key === undefined) return;
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  if (descriptor) decorator(target, key, descriptor);
}

/** An id in the path. `code` is the refusal for what is not one (404). */
export function IdParam(name = 'id', code = 'not_found'): ParameterDecorator {
  return (target, key, index) => {
    Param(name, new IdPipe(code))(target, key, index);
    onMethod(ApiParam({ name, schema: { type: 'string', format: 'uuid' } }), target, key);
  };
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Reads the Idempotency-Key of a request. Fails with: validation_failed. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw invalid('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
}

const readKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  idempotencyKeyOf(context.switchToHttp().getRequest()),
);

/** The request's Idempotency-Key, if it has one: `@IdempotencyKey() key: string | undefined`. */
export function IdempotencyKey(): ParameterDecorator {
  return (target, key, index) => {
    readKey()(target, key, index);
    const schema = { type: 'string', minLength: 1, maxLength: 255 } as const;
    onMethod(ApiHeader({ name: 'Idempotency-Key', required: false, schema }) as MethodDecorator, target, key);
  };
}

const WAIT_S = 5;
const WAIT_S_MOST = 30;

/** How many seconds the caller wants to wait for an outcome (RFC 7240): 5 unless said, at most 30. */
export function waitOf(request: { headers: Record<string, string | string[] | undefined> }): number {
  const prefer = [request.headers['prefer'] ?? ''].flat().join(',');
  if (/(^|[,;\s])respond-async($|[,;\s])/i.test(prefer) && !/wait\s*=/i.test(prefer)) return 0;
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?([0-9]{1,6})/i.exec(prefer)?.[1];
  return seconds === undefined ? WAIT_S : Math.min(Number(seconds), WAIT_S_MOST);
}

const readWait = createParamDecorator((_: unknown, context: ExecutionContext) =>
  waitOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The seconds that the caller wants to wait for an outcome: `@Wait() waitS: number`. */
export function Wait(): ParameterDecorator {
  return (target, key, index) => {
    readWait()(target, key, index);
    const schema = { type: 'string', example: 'wait=5' } as const;
    onMethod(ApiHeader({ name: 'Prefer', required: false, schema }) as MethodDecorator, target, key);
  };
}
