import type { Caller } from './caller.js';

export const denialKinds = ['sid', 'jti', 'user', 'tenant'] as const;
export type DenialKind = (typeof denialKinds)[number];

/** One revocation: of a session, a token, a user's older generations, or a tenant's tokens up to a second. */
export interface Denial {
  readonly kind: DenialKind;
  readonly id: string;
  /** user: the lowest generation still good; tenant: the last second of issue that is dead; else 1. */
  readonly value: number;
  readonly untilMs: number;
}

/** The four keys in Redis that can speak against a caller, in the order of {@link denialKinds}. */
export function keysOf(caller: Caller): [string, string, string, string] {
  return [
    `deny:sid:${caller.sessionId}`,
    `deny:jti:${caller.tokenId}`,
    `deny:user:${caller.userId}`,
    `deny:tenant:${caller.tenantId}`,
  ];
}

interface Held {
  value: number;
  untilMs: number;
}

const SWEEP_EVERY = 1000;

/** The revocations that one replica has heard of. Each is forgotten when no token can be as old any more. */
export class Denials {
  private readonly held = new Map<string, Held>();
  private added = 0;

  get size(): number {
    return this.held.size;
  }

  add(denial: Denial, nowMs: number): void {
    if (denial.untilMs <= nowMs) return;
    const key = `${denial.kind}:${denial.id}`;
    const known = this.held.get(key);
    if (known) {
      known.value = Math.max(known.value, denial.value);
      known.untilMs = Math.max(known.untilMs, denial.untilMs);
    } else {
      this.held.set(key, { value: denial.value, untilMs: denial.untilMs });
    }
    this.added += 1;
    if (this.added % SWEEP_EVERY === 0) this.sweep(nowMs);
  }

  has(caller: Caller, nowMs: number): boolean {
    if (this.held.size === 0) return false;
    return (
      this.valueOf('sid', caller.sessionId, nowMs) !== undefined ||
      this.valueOf('jti', caller.tokenId, nowMs) !== undefined ||
      caller.generation < (this.valueOf('user', caller.userId, nowMs) ?? Number.NEGATIVE_INFINITY) ||
      caller.issuedAt <= (this.valueOf('tenant', caller.tenantId, nowMs) ?? Number.NEGATIVE_INFINITY)
    );
  }

  private valueOf(kind: DenialKind, id: string, nowMs: number): number | undefined {
    const held = this.held.get(`${kind}:${id}`);
    return held && held.untilMs > nowMs ? held.value : undefined;
  }

  private sweep(nowMs: number): void {
    for (const [key, held] of this.held) if (held.untilMs <= nowMs) this.held.delete(key);
  }
}
