import type { Account, AccountStatus, AccountType } from '../account/account.js';
import type { Freeze } from '../freezing/freezing.js';

/** A customer's account as the office sees it. */
export interface File {
  readonly account: Account;
  readonly freeze: Freeze | null;
}

/** Which accounts of the tenant an officer looks for. */
export interface FileFilter {
  readonly ownerId?: string;
  readonly number?: string;
  readonly status?: AccountStatus;
  readonly type?: AccountType;
  readonly currency?: string;
  /** Only what was opened before this one. */
  readonly before?: { readonly createdAt: Date; readonly id: string };
}

/** What customers hold in a currency, and what the bank's own accounts stand against it. */
export interface CurrencySummary {
  readonly currency: string;
  readonly accounts: number;
  readonly balance: bigint;
  readonly held: bigint;
  readonly house: readonly { readonly name: string; readonly balance: bigint }[];
}

/** The tenant at a glance. */
export interface Summary {
  readonly customers: number;
  readonly accounts: Readonly<Record<AccountStatus, number>>;
  readonly cards: number;
  readonly pending: number;
  readonly currencies: readonly CurrencySummary[];
}
