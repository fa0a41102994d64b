import type { Word } from './deed.ts';

export interface Ask {
  readonly token?: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly waitS?: number;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Past the wait that it asked for, an answer may take this long before it counts as slow. */
const SLOW_BEYOND_MS = 3_000;
/** Longer than the gateway waits for a service. */
const GIVE_UP_BEYOND_MS = 45_000;
const PAUSE_MS = 200;
/** What says nothing about whether the request was accepted, or says that it was not, for now. */
const isUnknown = (status: number): boolean => status >= 500 || status === 429 || status === 401;

/** The bank's gateway while parts behind it die: what stays unknown is asked again with the same key. */
export class Door {
  readonly url: string;
  /** How often each answer that decides nothing came: a status with its code, or the fault of a connection. */
  readonly passing = new Map<string, number>();
  /** Answers that came long after their wait was over. */
  slow = 0;
  slowestMs = 0;
  /** When there was an answer that decided something. */
  readonly decidedAt: number[] = [];

  constructor(url: string) {
    this.url = url;
  }

  /** Asks until there is an answer that decides something; fails when there is none until `end`. */
  async insist(method: 'GET' | 'POST', path: string, ask: Ask, end: number): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(method, path, ask);
      if (typeof answer !== 'string' && !isUnknown(answer.status)) {
        this.decidedAt.push(Date.now());
        return answer;
      }
      const told = typeof answer === 'string' ? answer : `${answer.status} ${String(answer.body.code ?? '')}`.trim();
      this.passing.set(told, (this.passing.get(told) ?? 0) + 1);
      if (Date.now() > end) throw new Error(`${method} ${path} with key ${ask.key} had no answer at last: ${told}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** One request: the answer, or what was wrong with the connection. */
  private async ask(method: string, path: string, { token, body, key, waitS = 5 }: Ask): Promise<Answer | string> {
    const begun = performance.now();
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          prefer: `wait=${waitS}`,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(waitS * 1000 + GIVE_UP_BEYOND_MS),
      });
      const text = await response.text();
      return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {} };
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      return cause?.code ?? message;
    } finally {
      const tookMs = performance.now() - begun;
      this.slowestMs = Math.max(this.slowestMs, tookMs);
      if (tookMs > waitS * 1000 + SLOW_BEYOND_MS) this.slow += 1;
    }
  }
}

/** What an answer says about a transfer. */
export function wordOf({ status, body }: Answer): Word {
  const id = status < 400 ? body.id : body.transfer_id;
  return {
    status,
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof body.code === 'string' ? { code: body.code } : {}),
  };
}
