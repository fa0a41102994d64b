import { portfolioOf } from './portfolio.js';

const told = {
  user: { id: 'c1' },
  assets: [{ symbol: 'NWLB' }],
  bank_accounts: [],
  transactions: [],
  spending: [],
  derivative_transactions: [],
  portfolio_summary: { totals: [{ currency: 'EUR', total: '1.00' }] },
};

describe('what the outside bank says of a customer', () => {
  it('is read, without what we do not know', () => {
    expect(portfolioOf({ ...told, secret: 1 })).toEqual(told);
  });

  it.each([
    ['nothing', null],
    ['no user', { ...told, user: 'c1' }],
    ['a list that is none', { ...told, assets: {} }],
    ['a list of something else', { ...told, spending: [1] }],
    ['no totals', { ...told, portfolio_summary: {} }],
  ])('is not believed: %s', (_what, wrong) => {
    expect(portfolioOf(wrong)).toBeUndefined();
  });
});
