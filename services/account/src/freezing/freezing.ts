import { wrongState, type Account } from '../account/account.js';

/** Why an account takes no debits, who said so and when. */
export interface Freeze {
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** Fails with: account_state. */
export function frozen(account: Account, freeze: Freeze): Account {
  if (account.status !== 'active') throw wrongState(account);
  return { ...account, status: 'frozen', updatedAt: freeze.at };
}

/** Fails with: account_state. */
export function unfrozen(account: Account, at: Date): Account {
  if (account.status !== 'frozen') throw wrongState(account);
  return { ...account, status: 'active', updatedAt: at };
}
