import { incomingOf, numberOf } from './incoming.js';

const payment = {
  payment_id: '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d00',
  bank: 'rivermark',
  iban: 'DE44100200304823915073',
  debtor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
  amount: { amount_minor: '2500', currency: 'EUR' },
  description: 'Salary',
  at: '2026-01-31T12:00:00.000Z',
};
const payee = { number: '4823915073', accountId: 'a', ownerId: 'o', tenantId: 't', currency: 'EUR' };
const of = { id: 'i', tenantId: 'suspense', now: new Date(payment.at) };

describe('money from another bank', () => {
  it('is for the owner of the account, in the tenant of the account', () => {
    expect(incomingOf(payment, payee, of)).toMatchObject({
      kind: 'incoming',
      tenantId: 't',
      userId: 'o',
      fromAccountId: null,
      toAccountId: 'a',
      amount: 2500n,
      debtor: { bank: 'rivermark', iban: payment.debtor.iban, name: 'Grace Hopper' },
      key: `rivermark:${payment.payment_id}`,
    });
  });

  it('for nobody, or in a currency that the account has not, is for nobody', () => {
    for (const one of [undefined, { ...payee, currency: 'USD' }])
      expect(incomingOf(payment, one, of)).toMatchObject({ tenantId: 'suspense', toAccountId: null, toUserId: null });
  });

  it('names an account of ours only by an IBAN of ours', () => {
    const bank = { country: 'DE', code: '10020030', partner: 'rivermark' };
    expect([payment.iban, payment.debtor.iban].map((iban) => numberOf(iban, bank))).toEqual(['4823915073', undefined]);
  });
});
