import { categoryOf } from '../entry/category.js';

/** What went out in a month for one thing: lines that are alike, summed up. */
export interface Outlay {
  /** "2026-01", in UTC. */
  readonly month: string;
  readonly kind: string;
  readonly description: string | null;
  readonly counterpartyName: string | null;
  readonly cardId: string | null;
  /** The customer's own word for it. */
  readonly note: string | null;
  /** Without a sign. */
  readonly amount: bigint;
  readonly count: number;
}

export interface Share {
  readonly category: string;
  readonly amount: bigint;
  readonly count: number;
}

export interface Spending {
  readonly total: bigint;
  readonly categories: readonly Share[];
  readonly months: readonly { readonly month: string; readonly total: bigint; readonly categories: readonly Share[] }[];
}

/** Sorts what went out by category and by month; the most first, the months in their order. */
export function spendingOf(outlays: readonly Outlay[]): Spending {
  const named = outlays.map((one) => {
    const { kind, description, cardId, counterpartyName: name } = one;
    const category = one.note ?? categoryOf({ kind, description, cardId, counterparty: { name }, amount: -1n });
    return { ...one, category };
  });
  const months = Object.entries(Object.groupBy(named, ({ month }) => month)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    total: sum(named),
    categories: sharesOf(named),
    months: months.map(([month, of = []]) => ({ month, total: sum(of), categories: sharesOf(of) })),
  };
}

function sharesOf(of: readonly Share[]): Share[] {
  const shares = new Map<string, Share>();
  for (const { category, amount, count } of of) {
    const before = shares.get(category) ?? { amount: 0n, count: 0 };
    shares.set(category, { category, amount: before.amount + amount, count: before.count + count });
  }
  return [...shares.values()].sort((a, b) => (a.amount === b.amount ? 0 : a.amount > b.amount ? -1 : 1));
}

const sum = (of: readonly Share[]): bigint => of.reduce((total, { amount }) => total + amount, 0n);

const MONTHS = 12;

/** The span that is looked at: this month and the eleven before it, unless said. */
export function lastMonths(now: Date): { from: Date; before: Date } {
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - MONTHS + 1));
  return { from, before: new Date(now.getTime() + 1) };
}
