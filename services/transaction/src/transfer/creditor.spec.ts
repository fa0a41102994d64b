import { creditorOf, isOwn, numberIn } from './creditor.js';

const bank = { country: 'DE', code: '10020030', partner: 'rivermark' };
const OURS = 'DE44100200304823915073';
const THEIRS = 'DE86700900100065124249';
const wish = (name: string, creditor?: string) => ({
  kind: 'transfer' as const,
  from: 'a',
  to: { by: 'iban' as const, name, creditor },
  amount: '1',
  currency: 'EUR',
  description: null,
  cardId: null,
});

describe('an IBAN', () => {
  it('is ours by its country, our code and ten digits', () => {
    expect(isOwn(OURS, bank)).toBe(true);
    expect(numberIn(OURS)).toBe('4823915073');
    expect([THEIRS, OURS.replace('DE', 'FR'), `${OURS}0`].filter((iban) => isOwn(iban, bank))).toEqual([]);
  });

  it('of another bank names a creditor there, who must be said', () => {
    expect(creditorOf(wish(THEIRS, 'Grace'), bank)).toEqual({ bank: 'rivermark', iban: THEIRS, name: 'Grace' });
    expect(creditorOf(wish(OURS), bank)).toBeNull();
    expect(() => creditorOf(wish(THEIRS), bank)).toThrow(/creditor_name/);
  });
});
