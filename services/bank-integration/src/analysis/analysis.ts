import { exponentOf, formatAmount } from '@florin/kernel';

export const analysisTypes = ['portfolio', 'risk', 'spending'] as const;
export type AnalysisType = (typeof analysisTypes)[number];

/** What the other bank tells of a customer, as far as it is analysed. Amounts are decimal strings. */
export interface Holdings {
  readonly assets: readonly {
    readonly symbol: string;
    readonly kind: string;
    readonly quantity: string;
    readonly price: string;
    readonly currency: string;
  }[];
  readonly bank_accounts: readonly { readonly currency: string; readonly balance: string }[];
  readonly transactions: readonly { readonly executed_at: string; readonly symbol: string; readonly price: string }[];
  readonly spending: readonly {
    readonly month: string;
    readonly category: string;
    readonly amount: string;
    readonly currency: string;
  }[];
}

/** One figure of an analysis with what it was made of. */
export interface Finding {
  readonly formula: string;
  readonly items: readonly Readonly<Record<string, string | number | null>>[];
}

export interface Analysis {
  readonly analysis_type: AnalysisType;
  readonly findings: Readonly<Record<string, Finding>>;
}

/** Fewer prices than this say nothing about how much they move. */
const PRICES_LEAST = 3;

/** A decimal text as minor units; further decimals are cut off. */
function minor(decimal: string, currency: string): bigint {
  const isNegative = decimal.startsWith('-');
  const [whole = '0', part = ''] = decimal.replace('-', '').split('.');
  const exponent = exponentOf(currency);
  const amount = BigInt(whole + part.slice(0, exponent).padEnd(exponent, '0'));
  return isNegative ? -amount : amount;
}

/** Quantity times price in minor units. */
function worthOf(asset: Holdings['assets'][number]): bigint {
  const [whole = '0', part = ''] = asset.quantity.split('.');
  return (BigInt(whole + part) * minor(asset.price, asset.currency)) / 10n ** BigInt(part.length);
}

/** Hundredths of a percent are enough, and a whole number of them is exact. */
function percent(part: bigint, whole: bigint): string {
  if (whole === 0n) return '0.00';
  const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
  const digits = ((size(part) * 20_000n + size(whole)) / (2n * size(whole))).toString().padStart(3, '0');
  const isNegative = part < 0n !== whole < 0n && /[1-9]/.test(digits);
  return `${isNegative ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function sumBy<T>(all: readonly T[], keyOf: (one: T) => string, amountOf: (one: T) => bigint): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const one of all) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0n) + amountOf(one));
  return sums;
}

const ordered = <T>(map: Map<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** The currencies of a portfolio; amounts of different currencies are never added up. */
function currenciesOf({ assets, bank_accounts: accounts }: Holdings): string[] {
  return [...new Set([...assets, ...accounts].map(({ currency }) => currency))].sort();
}

function allocation(held: Holdings): Finding {
  const items = currenciesOf(held).flatMap((currency) => {
    const assets = held.assets.filter((one) => one.currency === currency);
    const kinds = sumBy(assets, ({ kind }) => kind, worthOf);
    const accounts = held.bank_accounts.filter((one) => one.currency === currency);
    for (const { balance } of accounts) kinds.set('cash', (kinds.get('cash') ?? 0n) + minor(balance, currency));
    const total = [...kinds.values()].reduce((sum, worth) => sum + worth, 0n);
    return ordered(kinds).map(([kind, worth]) => ({
      currency,
      kind,
      worth: formatAmount(worth, currency),
      share_percent: percent(worth, total),
    }));
  });
  return { formula: 'share = worth of the kind / worth of all in the currency; worth = quantity × price', items };
}

function concentration(held: Holdings): Finding {
  const items = currenciesOf(held).flatMap((currency) => {
    const worths = sumBy(held.assets.filter((one) => one.currency === currency), ({ symbol }) => symbol, worthOf);
    const total = [...worths.values()].reduce((sum, worth) => sum + worth, 0n);
    if (total === 0n) return [];
    const [largest] = [...worths].sort(([, a], [, b]) => (a > b ? -1 : 1));
    const squares = [...worths.values()].reduce((sum, worth) => sum + worth * worth, 0n);
    return [{
      currency,
      herfindahl_index: Number((squares * 10_000n) / (total * total)) / 10_000,
      largest_symbol: largest?.[0] ?? null,
      largest_share_percent: percent(largest?.[1] ?? 0n, total),
    }];
  });
  return { formula: 'Herfindahl index = Σ share², from 1/n (even) to 1 (one position)', items };
}

/** Standard deviation of the logarithms of one price over the price before. */
function deviationOf(prices: readonly number[]): number {
  const moves = prices.slice(1).map((price, index) => Math.log(price / (prices[index] as number)));
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
  const squares = moves.reduce((sum, move) => sum + (move - mean) ** 2, 0);
  return Math.sqrt(squares / (moves.length - 1));
}

function volatility({ transactions }: Holdings): Finding {
  const prices = new Map<string, number[]>();
  for (const { symbol, price } of transactions.toSorted((a, b) => (a.executed_at < b.executed_at ? -1 : 1))) {
    if (Number(price) > 0) prices.set(symbol, [...(prices.get(symbol) ?? []), Number(price)]);
  }
  const items = ordered(prices).map(([symbol, list]) => ({
    symbol,
    trades: list.length,
    volatility: list.length < PRICES_LEAST ? null : Math.round(deviationOf(list) * 10_000) / 10_000,
  }));
  const what = 'standard deviation of ln(price / price before) from trade to trade';
  return { formula: `${what}; null below ${PRICES_LEAST} trades`, items };
}

function spending({ spending: spent }: Holdings): Finding {
  const lines = sumBy(
    spent,
    ({ currency, category, month }) => JSON.stringify([currency, category, month]),
    ({ amount, currency }) => minor(amount, currency),
  );
  const items = ordered(lines).map(([key, amount]) => {
    const [currency, category, month] = JSON.parse(key) as [string, string, string];
    const before = ordered(lines).filter(([other]) => {
      const [itsCurrency, itsCategory, itsMonth] = JSON.parse(other) as [string, string, string];
      return itsCurrency === currency && itsCategory === category && itsMonth < month;
    });
    const sum = before.reduce((all, [, one]) => all + one, 0n);
    const average = before.length === 0 ? null : sum / BigInt(before.length);
    return {
      currency,
      category,
      month,
      amount: formatAmount(amount, currency),
      average_before: average === null ? null : formatAmount(average, currency),
      change_percent: average === null || average === 0n ? null : percent(amount - average, average),
    };
  });
  return { formula: 'change = (amount − average of the months before) / average of the months before', items };
}

/** The figures of one kind of analysis, each with its formula. */
export function analyse(type: AnalysisType, held: Holdings): Analysis {
  switch (type) {
    case 'portfolio':
      return { analysis_type: type, findings: { allocation: allocation(held) } };
    case 'risk':
      return { analysis_type: type, findings: { concentration: concentration(held), volatility: volatility(held) } };
    case 'spending':
      return { analysis_type: type, findings: { spending: spending(held) } };
  }
}
