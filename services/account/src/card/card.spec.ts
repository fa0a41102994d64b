import { isNumber } from '../account/account.js';
import { opened, sealed } from '../vault/seal.js';
import { after, cardNumberOf, drawnDigits, expiryOf, lastMonthOf, statusAt, type Card, type Deed } from './card.js';

const now = new Date('2026-11-23T12:00:00.000Z');
const aCard = (changes: Partial<Card> = {}): Card => ({
  id: 'c',
  tenantId: 't',
  accountId: 'a',
  ownerId: 'o',
  lastFour: '4242',
  expiresAt: expiryOf(now),
  status: 'active',
  replacedBy: null,
  createdAt: now,
  updatedAt: now,
  ...changes,
});

/** Luhn's check, written the other way round than the rule does it. */
function passesLuhn(number: string): boolean {
  const digits = [...number].reverse().map(Number);
  const crossed = (doubled: number): number => Math.floor(doubled / 10) + (doubled % 10);
  return digits.reduce((sum, digit, i) => sum + (i % 2 ? crossed(digit * 2) : digit), 0) % 10 === 0;
}

it('a number has the prefix, sixteen digits, and passes the check', () => {
  for (const prefix of ['9900', '990000', '99000000']) {
    for (const drawn of [0, 1, 4242, 10 ** drawnDigits(prefix) - 1]) {
      const number = cardNumberOf(prefix, drawn);
      expect(number).toMatch(new RegExp(`^${prefix}[0-9]{${16 - prefix.length}}$`));
      expect(passesLuhn(number)).toBe(true);
    }
  }
  expect(isNumber('1000000008')).toBe(true);
});

it('is good for three years, to the end of the month', () => {
  expect(expiryOf(now).toISOString()).toBe('2029-12-01T00:00:00.000Z');
  expect(lastMonthOf(aCard())).toEqual({ year: 2029, month: 11 });
  expect(lastMonthOf({ expiresAt: expiryOf(new Date('2026-12-31T23:59:59.999Z')) })).toEqual({ year: 2029, month: 12 });
  const [last, first] = [new Date('2029-11-30T23:59:59.999Z'), new Date('2029-12-01T00:00:00.000Z')];
  expect([last, first].map((at) => statusAt(aCard(), at))).toEqual(['active', 'expired']);
  expect(statusAt(aCard({ status: 'cancelled' }), first)).toBe('cancelled');
});

it('the whole course of a card', () => {
  const states = ['active', 'frozen', 'expired', 'replaced', 'cancelled'] as const;
  const deeds: Deed[] = ['freeze', 'unfreeze', 'cancel', 'replace'];
  const said = (deed: Deed, status: Card['status']): string => {
    try {
      return after(deed, aCard({ status }), now).status;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const table = states.map((status) => [status, ...deeds.map((deed) => said(deed, status))].join(' '));
  expect(table).toEqual([
    'active frozen card_state cancelled replaced',
    'frozen card_state active cancelled replaced',
    'expired card_state card_state cancelled replaced',
    'replaced card_state card_state card_state card_state',
    'cancelled card_state card_state card_state card_state',
  ]);
});

it('what is sealed opens only with its key and where it belongs', () => {
  const [key, nonce] = [Buffer.alloc(32, 1), Buffer.alloc(12, 2)];
  const box = sealed(key, nonce, Buffer.from('9900001234567890'), 't|card|c|number|1');
  expect(box.includes('1234567890')).toBe(false);
  expect(opened(key, box, 't|card|c|number|1').toString()).toBe('9900001234567890');
  expect(() => opened(key, box, 't|card|d|number|1')).toThrow();
  expect(() => opened(Buffer.alloc(32, 3), box, 't|card|c|number|1')).toThrow();
  const flipped = Buffer.from(box);
  flipped[box.length - 1]! ^= 1;
  expect(() => opened(key, flipped, 't|card|c|number|1')).toThrow();
});
