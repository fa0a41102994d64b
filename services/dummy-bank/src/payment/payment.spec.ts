import { fateOf, isSameOrder, Ledger, nextOf, type Order, type Payment } from './payment.js';

const at = '2026-01-31T12:00:00.000Z';
const order: Order = {
  amount: '12.50',
  currency: 'EUR',
  creditor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
  description: null,
};
const saying = (description: string): Order => ({ ...order, description });

describe('a payment', () => {
  it('ends as its description orders, and settles otherwise', () => {
    expect(fateOf(order)).toEqual({ goes: 'settle' });
    expect(fateOf(saying('Rent, please return AC04'))).toEqual({ goes: 'return', reason: 'AC04' });
    expect(fateOf(saying('late-return AC06'))).toEqual({ goes: 'late-return', reason: 'AC06' });
    expect(fateOf(saying('reject AC01'))).toEqual({ goes: 'reject', reason: 'AC01' });
    expect(fateOf(saying('I return next week'))).toEqual({ goes: 'settle' });
    expect(fateOf({ ...order, creditor: { iban: 'DE00', name: 'x' } })).toEqual({ goes: 'reject', reason: 'AC01' });
  });

  it('follows from its facts, and goes on until it is over', () => {
    const ledger = new Ledger();
    const now = (): Payment => ledger.payments.get('p')!;
    ledger.learn({ kind: 'payment-accepted', id: 'p', order: saying('late-return AC06'), reference: 'r', at });
    expect([now().status, nextOf(now())]).toEqual(['accepted', 'settle']);
    ledger.learn({ kind: 'payment-settled', id: 'p', at });
    expect([now().status, nextOf(now())]).toEqual(['settled', 'return']);
    ledger.learn({ kind: 'payment-returned', id: 'p', reason: 'AC06', at });
    expect([now().status, now().reasonCode, nextOf(now())]).toEqual(['returned', 'AC06', undefined]);
  });

  it('is another one when anything of its order differs', () => {
    const creditor = { iban: 'x', name: 'y' };
    const others = [{ amount: '12.51' }, { currency: 'USD' }, { description: 'x' }, { creditor }];
    expect(isSameOrder(order, { ...order })).toBe(true);
    expect(others.filter((change) => isSameOrder(order, { ...order, ...change }))).toEqual([]);
  });
});
