import { randomUUID } from 'node:crypto';
import type { Answer } from './answer-reader.ts';
import type { Client } from './client.ts';
import type { Customers, Pair } from './customers.ts';
import type { Send, Worth } from './drive.ts';

const CENT = { amount: '0.01', currency: 'USD' };

/** Is told each answer, with the key that its request had. */
type Hear = (answer: Answer, key: string) => void;

/** Sends a transfer of a cent between the accounts that `pair` names, each with a key of its own. */
export function transferOf(client: Client, pair: () => Pair, hear: Hear = () => {}): Send {
  return async () => {
    const { payer, from, to } = pair();
    const key = randomUUID();
    const body = { from_account_id: from, to_account_id: to, ...CENT };
    const headers = { authorization: payer.authorization, 'idempotency-key': key };
    const answer = await client.send('POST', '/v1/transfers', body, headers);
    hear(answer, key);
    return answer;
  };
}

/** Sends a bulk of so many transfers, all of one payer. */
export function bulkOf(client: Client, customers: Customers, size: number): Send {
  return () => {
    const { payer } = customers.anyAccount();
    const from = (): string => payer.accounts[Math.floor(Math.random() * payer.accounts.length)]!;
    const transfers = Array.from({ length: size }, () => {
      const source = from();
      let { account: to } = customers.anyAccount();
      while (to === source) to = customers.anyAccount().account;
      return { from_account_id: source, to_account_id: to, ...CENT, idempotency_key: randomUUID() };
    });
    return client.send('POST', '/v1/transfers/bulk', { transfers }, { authorization: payer.authorization });
  };
}

interface BulkItem {
  readonly transfer?: { readonly status?: string };
}

/** How many of the transfers in a bulk's answer are completed. */
export const completedInBulk: Worth = ({ status, text }: Answer) => {
  if (status !== 200) return 0;
  const { items } = JSON.parse(text) as { items: BulkItem[] };
  return items.filter(({ transfer }) => transfer?.status === 'completed').length;
};

/** Reads the balance of any account. */
export function balanceOf(client: Client, customers: Customers): Send {
  return () => {
    const { payer, account } = customers.anyAccount();
    return client.send('GET', `/v1/accounts/${account}/balance`, undefined, { authorization: payer.authorization });
  };
}
