import { Inject, Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { assert, DomainError } from '@florin/kernel';
import { scopes, type Role } from '@florin/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RULE, SENSITIVE, type Rule } from './allow.js';
import { Authenticator, SAFE } from './authenticator.js';
import type { Caller } from './caller.js';
import { DenyList } from './deny-list.js';
import { IdentityLimit } from './identity-limit.js';
import { REFUSAL_WITNESS, type RefusalWitness } from './options.js';

interface RouteRule {
  readonly rule: Rule;
  readonly sensitive: boolean;
}

type Refusal = 'forbidden' | 'insufficient_scope';

/** What a rule has against a caller. The role is judged first: it says more than the scope. */
export function refusalOf(rule: Rule, caller: Pick<Caller, 'roles' | 'scopes'>): Refusal | undefined {
  if (rule.scope === 'public') return undefined;
  const byScope: readonly Role[] = rule.scope === 'any' ? caller.roles : scopes[rule.scope];
  const allowed = caller.roles.some((role) => byScope.includes(role) && (rule.roles?.includes(role) ?? true));
  if (!allowed) return 'forbidden';
  if (rule.scope !== 'any' && !caller.scopes.includes(rule.scope)) return 'insufficient_scope';
  return undefined;
}

function ended(reply: FastifyReply): DomainError {
  reply.header('www-authenticate', 'Bearer error="invalid_token"');
  return new DomainError('unauthenticated', 'The session has ended.');
}

/** What a service asks another in a user's name was counted where the user asked. */
function isCounted(request: FastifyRequest): boolean {
  return !request.url.startsWith('/internal/');
}

/** The one guard of every service: a route that does not say who may call it is called by nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new WeakMap<object, RouteRule>();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly denyList: DenyList,
    private readonly limit: IdentityLimit,
    @Optional() @Inject(REFUSAL_WITNESS) private readonly witness?: RefusalWitness,
  ) {}

  /**
   * Fails with: unauthenticated, foreign_origin, csrf_token_invalid, revocation_unavailable, rate_limited, forbidden,
   * insufficient_scope; unavailable, when the keys cannot be had.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const { rule, sensitive } = this.ruleOf(context.getHandler());
    if (rule.scope === 'public') return true;
    const caller = await this.authenticator.callerOf(context);
    if (!caller) throw new DomainError('unauthenticated', 'Send an access token.');
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.denyList.has(caller)) throw ended(reply);
    const [revoked, verdict] = await Promise.all([
      sensitive && this.denyList.ask(caller),
      isCounted(request) ? this.limit.take(caller.userId, SAFE.has(request.method) ? 'read' : 'write') : undefined,
    ]);
    if (revoked) throw ended(reply);
    if (verdict) {
      const isNews = verdict.remaining < 0 && this.limit.isNews(caller.userId);
      if (isNews) this.witness?.refused(request, caller, 'rate_limited');
      this.limit.tell(verdict, reply);
    }
    const refusal = refusalOf(rule, caller);
    if (refusal) this.witness?.refused(request, caller, refusal);
    if (refusal === 'insufficient_scope') {
      reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${rule.scope}"`);
      throw new DomainError(refusal, undefined, { scope: rule.scope });
    }
    if (refusal) throw new DomainError(refusal);
    request.caller = caller;
    return true;
  }

  private ruleOf(handler: object): RouteRule {
    const known = this.rules.get(handler);
    if (known) return known;
    const rule = Reflect.getMetadata(RULE, handler) as Rule | undefined;
    assert(rule, `the route ${(handler as { name?: string }).name ?? ''} says who may call it`);
    const found: RouteRule = { rule, sensitive: Reflect.getMetadata(SENSITIVE, handler) === true };
    this.rules.set(handler, found);
    return found;
  }
}
