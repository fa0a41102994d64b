import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { MessageData } from '@florin/contracts';
import type { Caller } from '../auth/index.js';
import { outgoing, type OutboxRow } from '../messaging/index.js';
import { currentTrace } from '../telemetry/index.js';

type Record = MessageData<'audit.recorded.v1'>;

/** On whose behalf something happens, and from where. */
export interface Origin {
  readonly actor: Record['actor'];
  /** The program that acts for the actor. */
  readonly client: string | null;
  readonly sessionId: string | null;
  readonly address: string | null;
}

/** What an auditor may ask about. */
export interface Deed {
  readonly tenant: string;
  /** What was done or tried, as `noun.verb`: `account.freeze`, `transfer.decide`. */
  readonly action: string;
  readonly object?: Record['object'];
  /** `done` when not said. */
  readonly outcome?: Record['outcome'];
  readonly reason?: string | null;
  /** A few facts more; never a secret, a token, or a whole card number. */
  readonly details?: Record['details'];
  readonly at?: Date;
}

/** What the bank does by itself: a timer, a message, a rule. */
export const theBank: Origin = {
  actor: { kind: 'bank', id: null, roles: [] },
  client: null,
  sessionId: null,
  address: null,
};

/** Whoever may run commands beside the bank. */
export const theOperator: Origin = { ...theBank, actor: { kind: 'operator', id: null, roles: [] } };

/** Somebody who has not shown who they are. */
export function strangerAt(address: string | null): Origin {
  return { ...theBank, actor: { kind: 'stranger', id: null, roles: [] }, address };
}

/** A person who has shown who they are. */
export function personAt(
  address: string | null,
  person: { readonly id: string; readonly roles: readonly string[]; readonly sessionId?: string },
): Origin {
  const actor: Origin['actor'] = { kind: 'user', id: person.id, roles: [...person.roles] };
  return { ...theBank, actor, sessionId: person.sessionId ?? null, address };
}

interface Asking {
  readonly ip?: string;
  readonly caller?: Caller | null;
}

/** Whom a request comes from: its caller, or a stranger. */
export function originOf({ ip, caller }: Asking): Origin {
  const address = ip ?? null;
  if (!caller) return strangerAt(address);
  const person = { id: caller.userId, roles: caller.roles, sessionId: caller.sessionId };
  return { ...personAt(address, person), client: caller.clientId ?? null };
}

/** Whom a request comes from: `@OriginOf() origin: Origin`. */
export const OriginOf = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<Asking>()),
);

/** The record of a deed as an outbox row, to be written in the transaction of its effect. */
export function auditOf(origin: Origin, deed: Deed): OutboxRow {
  const { actor, client, sessionId, address } = origin;
  const record: Record = {
    actor: { ...actor, roles: [...actor.roles] },
    client,
    session_id: sessionId,
    action: deed.action,
    object: deed.object ?? null,
    outcome: deed.outcome ?? 'done',
    reason: deed.reason ?? null,
    address,
    request_id: currentTrace()?.requestId ?? null,
    details: deed.details ?? {},
    at: (deed.at ?? new Date()).toISOString(),
  };
  return outgoing('audit.recorded.v1', record, { key: deed.tenant, tenant: deed.tenant });
}
