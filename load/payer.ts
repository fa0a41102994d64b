import { randomUUID } from 'node:crypto';
import type { Answer, Client } from './client.ts';

/** A customer with two accounts and money on both, made through the public API. */
export interface Payer {
  readonly authorization: string;
  readonly accounts: readonly [string, string];
}

/** The answer's body; an answer with another status ends the run, and says what the bank said. */
function expectStatus(status: number, answer: Answer): Record<string, unknown> {
  if (answer.status === status) return answer.body;
  throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** Registers a customer, opens two accounts, and pays 1,000.00 USD into each. */
export async function makePayer(client: Client): Promise<Payer> {
  const name = `load-${randomUUID()}`;
  const person = { email: `${name}@example.com`, password: `${randomUUID()}`, full_name: 'Load Driver' };
  const registered = expectStatus(201, await client.send('POST', '/v1/auth/register', person));
  const authorization = `Bearer ${String(registered.access_token)}`;
  const open = async (): Promise<string> => {
    const account = expectStatus(
      201,
      await client.send('POST', '/v1/accounts', { currency: 'USD' }, { authorization }),
    );
    const deposit = { type: 'credit', amount: '1000.00', currency: 'USD' };
    expectStatus(
      201,
      await client.send('POST', `/v1/accounts/${String(account.id)}/transactions`, deposit, { authorization }),
    );
    return String(account.id);
  };
  return { authorization, accounts: [await open(), await open()] };
}
