/** What the gateway answered. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Ask {
  readonly token?: string;
  readonly body?: unknown;
  /** Idempotency-Key: the same ask again gets the same answer. */
  readonly key?: string;
}

const ANSWER_MS = 15_000;
const PATIENCE_MS = 30_000;
const PAUSE_MS_MOST = 5_000;
/** Not now, but soon: too many requests, or a service that is still coming up. */
const passing = new Set([429, 502, 503, 504]);

/** The public API, as any client sees it. */
export class Gateway {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Asks, and asks again while the bank says that it cannot answer now. */
  async ask(method: 'GET' | 'POST', path: string, ask: Ask = {}): Promise<Answer> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await fetch(`${this.url}/v1${path}`, {
        method,
        headers: headersOf(ask),
        ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await answer.text();
      if (!passing.has(answer.status) || Date.now() >= end) return { status: answer.status, body: documentIn(text) };
      const pause = Math.min(PAUSE_MS_MOST, Number(answer.headers.get('retry-after') || 0) * 1000 || 250);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Asks for something that must be answered with one of these. */
  async want(statuses: readonly number[], method: 'GET' | 'POST', path: string, ask: Ask = {}): Promise<Answer> {
    const answer = await this.ask(method, path, ask);
    if (statuses.includes(answer.status)) return answer;
    const { code = 'without a code', detail = '' } = answer.body;
    throw new Error(`${method} ${path} was answered ${answer.status} (${String(code)}) ${String(detail)}`);
  }
}

function headersOf({ token, body, key }: Ask): Record<string, string> {
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
}

function documentIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
