import { createHmac } from 'node:crypto';
import { idOf, isSigned, toldOf } from './callback.js';

const secret = 'of this spec';
const now = new Date('2026-01-31T12:00:00.000Z');
const LONG_AGO = '2026-01-31T11:54:59.000Z';
const body = Buffer.from('{"a":1}');
const timestamp = now.toISOString();
const sign = (at: string, of: Buffer = body, by = secret): string =>
  `v1=${createHmac('sha256', by).update(`${at}.`).update(of).digest('hex')}`;
const call = { secret, timestamp, signature: sign(timestamp), body };

const settled = {
  id: '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d00',
  type: 'settled',
  payment_id: '01976F3E-8b1c-7d2a-9c4e-5f6a7b8c9d01',
  reference: 'r',
  amount: '12.50',
  currency: 'EUR',
};
const debtor = { iban: 'DE86700900100065124249', name: 'Grace Hopper' };
const received = { ...settled, type: 'received', iban: 'DE44100200304823915073', debtor, at: timestamp };

describe('a signature', () => {
  it('is good over the very bytes and the very time', () => {
    expect(isSigned(call, now)).toBe(true);
  });

  it.each([
    ['of another secret', { signature: sign(timestamp, body, 'x') }],
    ['of another body', { body: Buffer.from('{"a":2}') }],
    ['of another time', { timestamp: '2026-01-31T12:00:01.000Z' }],
    ['that is none', { signature: undefined }],
    ['without a time', { timestamp: undefined, signature: sign('undefined') }],
    ['of no time', { timestamp: 'now', signature: sign('now') }],
    ['that somebody has kept for long', { timestamp: LONG_AGO, signature: sign(LONG_AGO) }],
  ])('%s is not believed', (_what, change) => {
    expect(isSigned({ ...call, ...change }, now)).toBe(false);
  });
});

describe('a callback', () => {
  it('is read in its three kinds', () => {
    const about = { paymentId: '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d01', amount: 1250n, currency: 'EUR' };
    expect(toldOf(settled)).toEqual({ ...about, type: 'settled', reference: 'r' });
    expect(toldOf({ ...settled, type: 'returned', reason_code: 'AC04' })).toMatchObject({ reason: 'AC04' });
    expect(toldOf(received)).toMatchObject({ ...about, type: 'received', debtor, description: null });
    expect(idOf(settled)).toBe(settled.id);
  });

  it.each([
    ['nothing', null],
    ['another kind', { ...settled, type: 'lost' }],
    ['no amount', { ...settled, amount: 12.5 }],
    ['a currency that is none', { ...settled, currency: 'XXX' }],
    ['no payment', { ...settled, payment_id: '1' }],
    ['a return without a reason', { ...settled, type: 'returned' }],
    ['money to no account', { ...received, iban: 'here' }],
    ['money from nobody', { ...received, debtor: undefined }],
  ])('is not understood: %s', (_what, told) => {
    expect(toldOf(told)).toBeUndefined();
  });
});
