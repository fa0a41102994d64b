import { readFileSync } from 'node:fs';
import { isIban } from '@florin/kernel';
import type { Customer } from '../customer/customer.js';
import { emptyPortfolio, isBalance, summaryOf, worthOf } from './portfolio.js';

const customers = JSON.parse(readFileSync(new URL('../../data/customers.json', import.meta.url), 'utf8')) as Customer[];
const accounts = customers.flatMap((customer) => customer.portfolio.bank_accounts);
const asset = { symbol: 'NWLB', name: 'Northwind Labs', kind: 'stock', quantity: '2', price: '10.00', currency: 'USD' };
const account = { id: '1', iban: '', institution: '', type: 'checking', currency: 'USD', balance: '-0.50' };

describe('a portfolio', () => {
  it('values an asset exactly, half a cent up', () => {
    expect(worthOf({ quantity: '3', price: '0.10', currency: 'USD' })).toBe(30n);
    expect(worthOf({ quantity: '0.5', price: '0.05', currency: 'USD' })).toBe(3n);
    expect(worthOf({ quantity: '0.333', price: '100.00', currency: 'USD' })).toBe(3330n);
    expect(worthOf({ quantity: '12', price: '150', currency: 'JPY' })).toBe(1800n);
  });

  it('is summed up per currency, never across', () => {
    const portfolio = {
      ...emptyPortfolio,
      assets: [asset, { ...asset, currency: 'EUR' }],
      bank_accounts: [account, { ...account, currency: 'GBP', balance: '7.00' }],
    };
    expect(summaryOf(portfolio)).toEqual([
      { currency: 'EUR', assets: '20.00', bank_accounts: '0.00', total: '20.00' },
      { currency: 'GBP', assets: '0.00', bank_accounts: '7.00', total: '7.00' },
      { currency: 'USD', assets: '20.00', bank_accounts: '-0.50', total: '19.50' },
    ]);
  });

  it('of somebody new is empty', () => {
    expect(summaryOf(emptyPortfolio)).toEqual([]);
  });
});

describe('the data file', () => {
  it('has five customers, each with something of everything', () => {
    expect(customers).toHaveLength(5);
    const empty = customers.filter((customer) => Object.values(customer.portfolio).some((list) => list.length === 0));
    expect(empty).toEqual([]);
  });

  it('has enough trades of something, for each of them, to tell how its price moves', () => {
    const most = customers.map(({ portfolio: { transactions } }) =>
      Math.max(...transactions.map(({ symbol }) => transactions.filter((one) => one.symbol === symbol).length)),
    );
    expect(most.filter((trades) => trades < 3)).toEqual([]);
  });

  it('has only IBANs whose check digits hold, and none twice', () => {
    expect(accounts.filter((row) => !isIban(row.iban))).toEqual([]);
    expect(new Set(accounts.map((row) => row.iban)).size).toBe(accounts.length);
  });

  it('writes every balance with the decimals of its currency', () => {
    expect(accounts.filter((row) => !isBalance(row.balance, row.currency))).toEqual([]);
  });
});
