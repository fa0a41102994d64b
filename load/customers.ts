import { randomUUID } from 'node:crypto';
import type { Answer } from './answer-reader.ts';
import type { Client } from './client.ts';

/** A customer of the bank that is measured, who is logged in. */
export interface Customer {
  readonly accounts: string[];
  authorization: string;
  refreshToken: string;
  renewAt: number;
}

/** The account that money leaves, with its owner's token; the one that it reaches may be anybody's. */
export interface Pair {
  readonly payer: Customer;
  readonly from: string;
  readonly to: string;
}

/** Access tokens live for 300 s, and no scenario is longer than the difference. */
const RENEW_AFTER_MS = 150_000;
const RENEWED_AT_ONCE = 4;
const OPENED_AT_ONCE = 32;
/** Small beside the bank's limits on what one person may move, and thousands of payments of a cent. */
const DEPOSIT = '50.00';

/** The answer's body; an answer with another status ends the scenario, and says what the bank said. */
export function bodyOf(answer: Answer, status: number): Record<string, unknown> {
  if (answer.status === status) return answer.text === '' ? {} : (JSON.parse(answer.text) as Record<string, unknown>);
  throw new Error(`expected ${status}, got ${answer.status}: ${answer.text.slice(0, 500)}`);
}

/** Runs the work of all items, so many at once. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

/** The customers who pay one another in a run: made, funded and kept logged in through the public API. */
export class Customers {
  readonly all: Customer[] = [];
  private readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  get accountCount(): number {
    return this.all.reduce((sum, { accounts }) => sum + accounts.length, 0);
  }

  /** Registers so many customers, opens so many accounts for each, and pays money into all of them. */
  async make(customers: number, accountsEach: number): Promise<void> {
    await inParallel(Array.from({ length: customers }), RENEWED_AT_ONCE, () => this.register());
    const openings = this.all.flatMap((customer) => Array.from({ length: accountsEach }, () => customer));
    await inParallel(openings, OPENED_AT_ONCE, async (customer) => {
      customer.accounts.push(await this.open(customer));
    });
  }

  /** New tokens for those whose tokens would not outlive the next scenario. */
  async renew(): Promise<void> {
    const due = this.all.filter(({ renewAt }) => performance.now() >= renewAt);
    await inParallel(due, RENEWED_AT_ONCE, async (customer) => {
      const body = { refresh_token: customer.refreshToken };
      this.remember(customer, bodyOf(await this.client.send('POST', '/v1/auth/refresh', body), 200));
    });
  }

  /** Two accounts, drawn uniformly: any payer's, and another one of anybody's. */
  pair(): Pair {
    const { payer, account: from } = this.anyAccount();
    for (;;) {
      const { account: to } = this.anyAccount();
      if (to !== from) return { payer, from, to };
    }
  }

  anyAccount(): { payer: Customer; account: string } {
    const payer = this.all[Math.floor(Math.random() * this.all.length)]!;
    return { payer, account: payer.accounts[Math.floor(Math.random() * payer.accounts.length)]! };
  }

  /** Opens one account for a customer and pays money in. */
  async open(customer: Customer, amount = DEPOSIT): Promise<string> {
    const { authorization } = customer;
    const account = bodyOf(await this.client.send('POST', '/v1/accounts', { currency: 'USD' }, { authorization }), 201);
    const id = String(account['id']);
    const deposit = { type: 'credit', amount, currency: 'USD' };
    bodyOf(await this.client.send('POST', `/v1/accounts/${id}/transactions`, deposit, { authorization }), 201);
    return id;
  }

  private async register(): Promise<void> {
    const name = `load-${randomUUID()}`;
    const person = { email: `${name}@example.com`, password: randomUUID(), full_name: 'Load Driver' };
    const customer = { accounts: [], authorization: '', refreshToken: '', renewAt: 0 };
    this.remember(customer, bodyOf(await this.client.send('POST', '/v1/auth/register', person), 201));
    this.all.push(customer);
  }

  private remember(customer: Customer, tokens: Record<string, unknown>): void {
    customer.authorization = `Bearer ${String(tokens['access_token'])}`;
    customer.refreshToken = String(tokens['refresh_token']);
    customer.renewAt = performance.now() + RENEW_AFTER_MS;
  }
}
