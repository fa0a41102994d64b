import type { Scope } from '@florin/contracts';
import { DomainError } from '@florin/kernel';
import { currentTrace, log } from '@florin/platform/telemetry';
import type { Brought, Delegation } from '../delegation/delegation.js';

/** The services that tools call. */
export type House = 'account' | 'transaction' | 'auth';

/** One call of another service's route, on somebody's behalf. */
export interface HouseCall {
  readonly house: House;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: object;
  readonly idempotencyKey?: string;
  readonly scopes: readonly Scope[];
}

export type Told = Record<string, unknown>;

const ANSWER_MS = 10_000;
const ANSWER_BYTES_MOST = 4 * 1024 * 1024;
/** What a refusal may say: where it happened and how it is documented is nobody's business here. */
const UNTOLD = new Set(['type', 'title', 'status', 'code', 'detail', 'instance', 'request_id']);

/** Asks the other services with a token of the caller's rights that was made for it. */
export class HouseClient {
  constructor(
    private readonly addresses: Readonly<Record<House, string>>,
    private readonly delegation: Delegation,
  ) {}

  /** The body of a good answer; what the service refuses is refused with its code. Fails with: unavailable, … */
  async ask(caller: Brought, call: HouseCall): Promise<Told> {
    const token = await this.delegation.tokenFor(caller, call.scopes);
    const { status, body } = await this.send(call, token);
    if (status >= 200 && status < 300) return body;
    const { code, detail } = body;
    if (status >= 500 || typeof code !== 'string') throw unavailable();
    const extra = Object.fromEntries(Object.entries(body).filter(([name]) => !UNTOLD.has(name)));
    throw new DomainError(code, typeof detail === 'string' ? detail : undefined, extra);
  }

  private async send(call: HouseCall, token: string): Promise<{ status: number; body: Told }> {
    const url = new URL(this.addresses[call.house] + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const requestId = currentTrace()?.requestId;
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(call.body ? { 'content-type': 'application/json' } : {}),
      ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    };
    try {
      const answer = await fetch(url, {
        method: call.method,
        headers,
        body: call.body && JSON.stringify(call.body),
        signal: AbortSignal.timeout(ANSWER_MS),
        redirect: 'error',
      });
      return { status: answer.status, body: await bodyOf(answer) };
    } catch (error) {
      log.warn({ err: error, house: call.house }, 'a service did not answer a tool');
      throw unavailable();
    }
  }
}

async function bodyOf(answer: Response): Promise<Told> {
  const text = await answer.text();
  if (text.length > ANSWER_BYTES_MOST) throw new Error('the answer is too long');
  return text === '' ? {} : (JSON.parse(text) as Told);
}

const unavailable = (): DomainError => new DomainError('unavailable', 'Try again in a moment.', { retry_after: 2 });
