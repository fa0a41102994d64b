import { exponentOf, formatAmount, parseAmount } from '@florin/kernel';

/** Something a customer owns: so many pieces, at the last price. */
export interface Asset {
  readonly symbol: string;
  readonly name: string;
  readonly kind: string;
  readonly quantity: string;
  readonly price: string;
  readonly currency: string;
}

export interface BankAccount {
  readonly id: string;
  readonly iban: string;
  readonly institution: string;
  readonly type: string;
  readonly currency: string;
  readonly balance: string;
}

export interface Trade {
  readonly id: string;
  readonly executed_at: string;
  readonly side: string;
  readonly symbol: string;
  readonly quantity: string;
  readonly price: string;
  readonly currency: string;
  readonly fee: string;
}

/** What went out in one month for one kind of thing. */
export interface Spending {
  readonly month: string;
  readonly category: string;
  readonly amount: string;
  readonly currency: string;
}

export interface DerivativeTrade {
  readonly id: string;
  readonly executed_at: string;
  readonly kind: string;
  readonly side: string;
  readonly instrument: string;
  readonly contracts: string;
  readonly premium: string;
  readonly currency: string;
  readonly expires_on: string;
}

/** Everything a customer has at this bank and through it, in the words of the data file. */
export interface Portfolio {
  readonly assets: readonly Asset[];
  readonly bank_accounts: readonly BankAccount[];
  readonly transactions: readonly Trade[];
  readonly spending: readonly Spending[];
  readonly derivative_transactions: readonly DerivativeTrade[];
}

/** What a customer who has just come has. */
export const emptyPortfolio: Portfolio = {
  assets: [],
  bank_accounts: [],
  transactions: [],
  spending: [],
  derivative_transactions: [],
};

export interface Total {
  readonly currency: string;
  readonly assets: string;
  readonly bank_accounts: string;
  readonly total: string;
}

/** The worth of an asset in minor units: quantity times price, half a unit rounds up. */
export function worthOf(asset: Pick<Asset, 'quantity' | 'price' | 'currency'>): bigint {
  const [whole = '0', fraction = ''] = asset.quantity.split('.');
  const scale = 10n ** BigInt(fraction.length);
  const price = parseAmount(asset.price, asset.currency, 'price');
  return (BigInt(whole + fraction) * price * 2n + scale) / (2n * scale);
}

/** Totals per currency: amounts of different currencies are never added up. Sorted by currency. */
export function summaryOf(portfolio: Portfolio): Total[] {
  const sums = new Map<string, { assets: bigint; accounts: bigint }>();
  const sumOf = (currency: string): { assets: bigint; accounts: bigint } => {
    let sum = sums.get(currency);
    if (!sum) sums.set(currency, (sum = { assets: 0n, accounts: 0n }));
    return sum;
  };
  for (const asset of portfolio.assets) sumOf(asset.currency).assets += worthOf(asset);
  for (const account of portfolio.bank_accounts) {
    sumOf(account.currency).accounts += BigInt(account.balance.replace('.', ''));
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => ({
    currency,
    assets: formatAmount(sum.assets, currency),
    bank_accounts: formatAmount(sum.accounts, currency),
    total: formatAmount(sum.assets + sum.accounts, currency),
  }));
}

/** Whether a balance is written with all the decimals of its currency, as the summary needs it. */
export function isBalance(text: string, currency: string): boolean {
  const [, fraction = ''] = text.split('.');
  // eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
  return /^-?[0-9]+(\.[0-9]+)?$/.test(text) && fraction.length === exponentOf(currency);
}
