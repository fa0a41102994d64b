import type { Payment, Sent } from '../payment/payment.js';
import { linesOf, statementsOf } from './statement.js';

const payment: Payment = {
  id: 'p',
  amount: '10',
  currency: 'EUR',
  creditor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
  description: null,
  status: 'returned',
  reference: 'r',
  reasonCode: 'AC04',
  acceptedAt: '2026-01-30T12:00:00.000Z',
  settledAt: '2026-01-30T12:00:01.000Z',
  returnedAt: '2026-01-31T09:00:00.000Z',
};
const sent: Sent = {
  id: 's',
  amount: '2.50',
  currency: 'EUR',
  iban: 'x',
  debtor: { iban: 'y', name: 'Ada' },
  description: null,
  sentAt: '2026-01-31T10:00:00.000Z',
};

describe('the statement', () => {
  it('carries the balance from day to day, and has what was booked on its day', () => {
    const lines = linesOf([payment], [sent]);
    expect(statementsOf(lines, '2026-01-30')).toMatchObject([
      { currency: 'EUR', opening_balance: '0.00', closing_balance: '-10.00', lines: [{ what: 'payment' }] },
    ]);
    expect(statementsOf(lines, '2026-01-31')).toMatchObject([
      { opening_balance: '-10.00', closing_balance: '2.50', lines: [{ what: 'return' }, { what: 'incoming' }] },
    ]);
  });

  it('says nothing of a payment that moved no money', () => {
    const open = { ...payment, status: 'accepted' as const, settledAt: null, returnedAt: null };
    const refused = { ...payment, settledAt: null };
    expect(linesOf([open, refused], [])).toEqual([]);
  });
});
