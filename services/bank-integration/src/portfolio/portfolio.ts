/** What the outside bank says of one of its customers, in its own words. */
export interface Portfolio {
  readonly user: Readonly<Record<string, unknown>>;
  readonly assets: readonly object[];
  readonly bank_accounts: readonly object[];
  readonly transactions: readonly object[];
  readonly spending: readonly object[];
  readonly derivative_transactions: readonly object[];
  readonly portfolio_summary: { readonly totals: readonly object[] };
}

/** A customer of ours who is known there. */
export interface Link {
  readonly userId: string;
  readonly tenantId: string;
  /** Under which the outside bank knows the customer. */
  readonly customerOid: string;
}

/** The last that was heard of a linked customer; nothing when it never was. */
export interface Copy extends Link {
  readonly content: Portfolio | null;
  readonly fetchedAt: Date | null;
}

/** A portfolio as it is now, or as it was when the outside bank last answered. */
export interface Shown {
  readonly content: Portfolio;
  readonly fetchedAt: Date;
  readonly isStale: boolean;
}

const lists = ['assets', 'bank_accounts', 'transactions', 'spending', 'derivative_transactions'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is object[] => Array.isArray(value) && value.every(isObject);

/** Reads a portfolio, without what we do not know; undefined when it is not understood. */
export function portfolioOf(told: unknown): Portfolio | undefined {
  if (!isObject(told) || !isObject(told['user']) || !lists.every((name) => isList(told[name]))) return undefined;
  const { portfolio_summary: summary, user } = told;
  if (!isObject(summary) || !isList(summary['totals'])) return undefined;
  const read = Object.fromEntries(lists.map((name) => [name, told[name]]));
  return { user, ...read, portfolio_summary: { totals: summary['totals'] } } as unknown as Portfolio;
}
