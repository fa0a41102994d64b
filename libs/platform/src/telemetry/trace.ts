import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** Where a piece of work belongs: one W3C trace, one step of it, and the request that began it here. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  /** What the next hop is told (W3C Trace Context). */
  readonly traceparent: string;
  readonly requestId?: string;
}

// eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const traces = new AsyncLocalStorage<Trace | undefined>();

const drawn = Buffer.allocUnsafe(4096);
let used = drawn.length;

/** Random bytes in hex, drawn from the system 4096 at a time. */
export function randomHex(bytes: number): string {
  if (used + bytes > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += bytes;
  return drawn.toString('hex', used - bytes, used);
}

/** Begins a step: of the trace that a traceparent names, or of a trace of its own when there is none or a bad one. */
export function newTrace(traceparent?: string | null, requestId?: string): Trace {
  const parent = traceparent ? TRACEPARENT.exec(traceparent) : null;
  const traceId = parent?.[1] ?? randomHex(16);
  const spanId = randomHex(8);
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${parent?.[3] ?? '01'}`, requestId };
}

/** The trace that the running work belongs to. */
export function currentTrace(): Trace | undefined {
  return traces.getStore();
}

/** Runs `work` as a step of the trace that the traceparent names (of a new one for null). */
export function withTrace<T>(traceparent: string | null | undefined, work: () => T): T {
  return traces.run(newTrace(traceparent), work);
}

/** Runs `work` inside a trace that has begun already. */
export function inTrace<T>(trace: Trace | undefined, work: () => T): T {
  return traces.run(trace, work);
}

/** What a message or a request that leaves now should carry as its traceparent. */
export function currentTraceparent(): string | null {
  return traces.getStore()?.traceparent ?? null;
}
