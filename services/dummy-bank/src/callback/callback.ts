import { createHmac } from 'node:crypto';

/** One thing that the other bank must hear, until it says that it has. */
export interface Callback {
  readonly id: string;
  readonly body: string;
}

export type CallbackFact =
  | { readonly kind: 'callback-due'; readonly callback: Callback }
  | { readonly kind: 'callback-heard'; readonly id: string };

/** Those of the callbacks that were not heard yet. */
export function dueOf(facts: Iterable<{ readonly kind: string }>): Map<string, Callback> {
  const due = new Map<string, Callback>();
  for (const fact of facts as Iterable<CallbackFact>) {
    if (fact.kind === 'callback-due') due.set(fact.callback.id, fact.callback);
    else if (fact.kind === 'callback-heard') due.delete(fact.id);
  }
  return due;
}

/** What proves who calls: HMAC-SHA256 over the time and the body. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
