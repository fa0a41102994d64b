import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Role, Scope } from '@florin/contracts';

/** What a route says about its callers: `public` needs no token, `any` a good one, a scope that scope and its roles. */
export interface Rule {
  readonly scope: Scope | 'public' | 'any';
  /** Only these of the scope's roles; all of them when not given. */
  readonly roles?: readonly Role[];
}

export const RULE = Symbol('florin.rule');
export const SENSITIVE = Symbol('florin.sensitive');

/** Says who may call a route. Without it the guard refuses the route to everybody. */
export function Allow(scope: Rule['scope'], options: { roles?: readonly Role[] } = {}): MethodDecorator {
  const rule: Rule = options.roles ? { scope, roles: options.roles } : { scope };
  const marks: MethodDecorator[] = [SetMetadata(RULE, rule), ApiExtension('x-scope', scope)];
  if (options.roles) marks.push(ApiExtension('x-roles', [...options.roles]));
  if (scope !== 'public') marks.push(ApiBearerAuth());
  return applyDecorators(...marks);
}

/** The route moves money or administers: it also asks Redis whether the token was revoked, and fails closed. */
export function Sensitive(): MethodDecorator {
  return applyDecorators(SetMetadata(SENSITIVE, true), ApiExtension('x-sensitive', true));
}
