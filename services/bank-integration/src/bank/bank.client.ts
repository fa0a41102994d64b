import { DomainError, invalid } from '@florin/kernel';
import { log } from '@florin/platform/telemetry';
import type { ErrorCode } from '../errors.js';
import { customerPageOf, type Bank, type BankCustomerPage } from './bank.js';

const ANSWER_MS = 2_000;
const ANSWER_BYTES_MOST = 1024 * 1024;

/** A bank over HTTP, in the words of the dummy bank. Redirects are not followed: the bank lives at one address. */
export class BankClient implements Bank {
  constructor(private readonly address: string) {}

  async ping(signal: AbortSignal): Promise<void> {
    const answer = await fetch(`${this.address}/status`, { signal, redirect: 'error' });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the bank answered ${answer.status}`);
  }

  async customers(page: { limit: number; cursor?: string }): Promise<BankCustomerPage> {
    const query = new URLSearchParams({ limit: String(page.limit) });
    if (page.cursor !== undefined) query.set('cursor', page.cursor);
    const { status, body } = await this.get(`/customers?${query}`);
    if (status === 422 && page.cursor !== undefined) throw invalid('cursor', 'is not a cursor of this list');
    const customers = status === 200 ? customerPageOf(body) : undefined;
    if (!customers) throw unavailable(new Error(`the bank answered ${status} with something else than its customers`));
    return customers;
  }

  private async get(path: string): Promise<{ status: number; body: unknown }> {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(this.address + path, { signal, redirect: 'error' });
      return { status: answer.status, body: JSON.parse(await textOf(answer)) };
    } catch (error) {
      throw unavailable(error);
    }
  }
}

function unavailable(error: unknown): DomainError<ErrorCode> {
  log.warn({ err: error }, 'the other bank could not be used');
  return new DomainError('bank_unavailable');
}

/** The body of an answer, but not more than a page can be: a bank gone mad must not fill our memory. */
async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MOST) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
