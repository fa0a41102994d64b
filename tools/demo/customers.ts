import type { Gateway } from './gateway.ts';
import { demoPassword, type Person } from './logins.ts';
import type { Customer } from './plan.ts';

/** A customer who is logged in, with what live transfers need to know. */
export interface Member extends Customer {
  readonly token: string;
  readonly checkingNumber: string;
  readonly createdAt: Date;
}

interface Account {
  readonly id: string;
  readonly number: string;
  readonly type: string;
  readonly currency: string;
}

/** Makes a person a customer with two accounts, or finds what an earlier run has made. */
export async function join(gateway: Gateway, person: Person): Promise<Member> {
  const token = await tokenOf(gateway, person);
  const { body: user } = await gateway.want([200], 'GET', '/auth/me', { token });
  const { body: known } = await gateway.want([200], 'GET', '/accounts', { token });
  const accounts = known['items'] as Account[];
  const { currency } = person;
  const checking = await accountOf(gateway, token, accounts, { type: 'checking', currency, name: 'Everyday' });
  const savings = await accountOf(gateway, token, accounts, { type: 'savings', currency, name: 'Rainy days' });
  return {
    ...person,
    token,
    userId: String(user['id']),
    tenantId: String(user['tenant_id']),
    createdAt: new Date(String(user['created_at'])),
    checkingId: checking.id,
    checkingNumber: checking.number,
    savingsId: savings.id,
  };
}

async function tokenOf(gateway: Gateway, person: Person): Promise<string> {
  const { username, email, firstName, lastName } = person;
  const registration = { username, email, first_name: firstName, last_name: lastName, password: demoPassword };
  const registered = await gateway.want([201, 409], 'POST', '/auth/register', { body: registration });
  if (registered.status === 201) return String(registered.body['access_token']);
  const { body } = await gateway.want([200], 'POST', '/auth/login', { body: { username, password: demoPassword } });
  return String(body['access_token']);
}

async function accountOf(
  gateway: Gateway,
  token: string,
  known: readonly Account[],
  wanted: { type: string; currency: string; name: string },
): Promise<Account> {
  const there = known.find(({ type, currency }) => type === wanted.type && currency === wanted.currency);
  if (there) return there;
  const key = `demo-${wanted.type}-${wanted.currency}`;
  const { body } = await gateway.want([201], 'POST', '/accounts', { token, body: wanted, key });
  return body as unknown as Account;
}
