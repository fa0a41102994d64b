import { bankNote, type Transfer } from './bank.ts';

/** The outside bank that npm start runs, as its own people see it: what goes wrong there, and its books. */
const address = (): string => `http://127.0.0.1:${bankNote().ports['dummy-bank']}`;

/** Somebody who has an account there. */
export const CREDITOR = { to_iban: 'DE86 7009 0010 0065 1242 49', creditor_name: 'Grace Hopper' };

export async function askOutside<Body = unknown>(method: string, path: string, body?: object): Promise<Body> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(address() + path, { method, ...(body ? json : {}) });
  if (!answer.ok) throw new Error(`the outside bank answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Body;
}

/** Orders faults; what is not named is none. Payments settle fast, so that a spec need not wait. */
export async function order(faults: object): Promise<void> {
  await askOutside('PUT', '/faults', { settle_ms: 50, ...faults });
}

/** Gives a settled payment back, as an employee there does. */
export async function giveBack({ id }: Transfer, reason_code: string): Promise<void> {
  await askOutside('POST', `/payments/${id}/return`, { reason_code });
}

/** Sends money to an IBAN of ours. */
export async function send(id: string, iban: string, currency = 'USD'): Promise<void> {
  const debtor = { iban: 'DE86700900100065124249', name: 'Grace Hopper' };
  const payment = { id, amount: '25', currency, iban, debtor, description: 'Salary' };
  await askOutside('POST', '/outgoing-payments', payment);
}
