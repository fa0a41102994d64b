import { DomainError, formatAmount, invalid } from '@florin/kernel';
import { log } from '@florin/platform/telemetry';
import type { ErrorCode } from '../errors.js';
import { portfolioOf, type Portfolio } from '../portfolio/portfolio.js';
import { movementsOf, type Movement } from '../reconciliation/reconciliation.js';
import {
  customerPageOf,
  wordOf,
  type Bank,
  type BankCustomerPage,
  type BankNewcomer,
  type BankWord,
  type PaymentOrder,
} from './bank.js';
import { BankFault, type Line } from './line.client.js';

const ANSWER_BYTES_MOST = 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A bank over HTTP, in the words of the dummy bank. Redirects are not followed: the bank lives at one address. */
export class BankClient implements Bank {
  constructor(
    private readonly address: string,
    private readonly line: Line,
  ) {}

  async ping(signal: AbortSignal): Promise<void> {
    const answer = await fetch(`${this.address}/status`, { signal, redirect: 'error' });
    await answer.body?.cancel();
    if (!answer.ok) throw new BankFault(`the bank answered ${answer.status}`);
  }

  async customers(page: { limit: number; cursor?: string }): Promise<BankCustomerPage> {
    const query = new URLSearchParams({ limit: String(page.limit) });
    if (page.cursor !== undefined) query.set('cursor', page.cursor);
    const { status, body } = await this.ask('GET', `/customers?${query}`);
    if (status === 422 && page.cursor !== undefined) throw invalid('cursor', 'is not a cursor of this list');
    const customers = status === 200 ? customerPageOf(body) : undefined;
    if (!customers) throw unavailable(new Error(`the bank answered ${status} with something else than its customers`));
    return customers;
  }

  async register({ id, firstName, lastName, email }: BankNewcomer): Promise<void> {
    const body = { id, first_name: firstName, last_name: lastName, email };
    const { status } = await this.ask('POST', '/customers', body);
    // Somebody is known under the id: the bank keeps the name that it has.
    if (![200, 201, 409].includes(status)) throw unavailable(new Error(`the bank answered ${status}`));
  }

  async portfolio(id: string): Promise<Portfolio> {
    const { status, body } = await this.ask('GET', `/customers/${id}/portfolio`);
    if (status === 404) throw new DomainError<ErrorCode>('not_linked', 'The outside bank does not know you.');
    const portfolio = status === 200 ? portfolioOf(body) : undefined;
    if (!portfolio) throw unavailable(new Error(`the bank answered ${status} with something else than a portfolio`));
    return portfolio;
  }

  async movements(day: string): Promise<Movement[]> {
    const { status, body } = await this.ask('GET', `/statements?date=${day}`);
    const movements = status === 200 ? movementsOf(body) : undefined;
    if (!movements) throw unavailable(new Error(`the bank answered ${status} with something else than a statement`));
    return movements;
  }

  async pay({ id, amount, currency, creditor, description }: PaymentOrder): Promise<BankWord> {
    const order = {
      amount: formatAmount(amount, currency),
      currency,
      creditor,
      ...(description === null ? {} : { description }),
    };
    const answer = await this.line.pay((signal) => this.send('PUT', `/payments/${id}`, order, signal));
    if (answer.status === 409) throw new DomainError('payment_conflict');
    const word = wordOf(answer.status, answer.body);
    if (!word) throw new Error(`the bank answered ${answer.status} with something else than a payment`);
    return word;
  }

  /** Asks something without effect. Fails with: bank_unavailable. */
  private async ask(method: string, path: string, body?: object): Promise<Answer> {
    try {
      return await this.line.ask((signal) => this.send(method, path, body, signal));
    } catch (error) {
      throw unavailable(error);
    }
  }

  private async send(method: string, path: string, body: object | undefined, signal: AbortSignal): Promise<Answer> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(this.address + path, { method, ...(body ? json : {}), signal, redirect: 'error' });
    const text = await textOf(answer);
    if (answer.status >= 500) throw new BankFault(`the bank answered ${answer.status}`);
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
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
