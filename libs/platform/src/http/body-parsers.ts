import { isUtf8 } from 'node:buffer';
import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import { DomainError } from '@florin/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const FORM = 'application/x-www-form-urlencoded';
const DEPTH_MOST = 32;

/** The route also takes a form. Every other route takes JSON alone, so that no page of another site can post to it. */
export function AcceptsForm(): MethodDecorator {
  return applyDecorators(RouteConfig({ form: true }), ApiConsumes('application/json', FORM));
}

/** The route takes a form alone, and reads it by itself: a name may stand in it twice. */
export function AcceptsRawForm(): MethodDecorator {
  return applyDecorators(RouteConfig({ form: 'raw' }), ApiConsumes(FORM));
}

const raw = Symbol('florin.raw-body');

/** The route is given the bytes of its body as well: what a signature is over. */
export function KeepsRawBody(): MethodDecorator {
  return RouteConfig({ raw: true });
}

/** The bytes of the body, on a route that keeps them. */
export function rawBodyOf(request: FastifyRequest): Buffer {
  return (request as { [raw]?: Buffer })[raw] ?? Buffer.alloc(0);
}

/** Whether a parsed body is nested deeper than any of ours: it would exhaust the stack of those who walk it. */
function tooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= DEPTH_MOST) return true;
  for (const member of Object.values(value)) if (tooDeep(member, depth + 1)) return true;
  return false;
}

const malformed = (detail: string): DomainError => new DomainError('malformed_body', detail);

function formOf(request: FastifyRequest): true | 'raw' | undefined {
  return (request.routeOptions.config as { form?: true | 'raw' } | undefined)?.form;
}

function keepsRawBody(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { raw?: boolean } | undefined)?.raw === true;
}

/** Makes the service read JSON (and forms where a route says so), and refuse what cannot be read safely. */
export function installBodyParsers(server: FastifyInstance): void {
  const readJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    if (formOf(request) === 'raw') return done(new DomainError('unsupported_media_type', 'Send a form.'));
    if (keepsRawBody(request)) Object.assign(request, { [raw]: bytes });
    if (bytes.length === 0) return done(null, undefined);
    if (!isUtf8(bytes)) return done(malformed('The body is not UTF-8.'));
    readJson(request, bytes.toString(), (error, value) => {
      if (error) return done(malformed('The body is not valid JSON.'));
      if (tooDeep(value)) return done(malformed(`The body is nested deeper than ${DEPTH_MOST} levels.`));
      done(null, value);
    });
  });
  server.addContentTypeParser(FORM, { parseAs: 'string' }, (request, body, done) => {
    const form = formOf(request);
    if (form === 'raw') return done(null, body);
    if (!form) return done(new DomainError('unsupported_media_type', 'Send application/json.'));
    const fields = Object.fromEntries(new URLSearchParams(body as string));
    if (Object.hasOwn(fields, '__proto__')) return done(malformed('The body has a forbidden name.'));
    done(null, fields);
  });
}
