import {
  fingerprintOf, judge, levelOf, mustBeFresh, mustBeOpen, mustNameOnePayee, payeeOf, type Confirmation,
} from './confirmation.js';

const asked = { from_account_id: 'A', to_account_id: 'B', amount: '12.50', currency: 'USD' };
const begun = new Date('2026-01-31T12:00:00Z');
const after = (minutes: number): Date => new Date(begun.getTime() + minutes * 60_000);

const aConfirmation = (of: Partial<Confirmation> = {}): Confirmation => ({
  id: 'c1',
  tenantId: 't',
  userId: 'u',
  clientId: null,
  idempotencyKey: 'k',
  fingerprint: fingerprintOf(asked, 1250n),
  asked,
  amountMinor: 1250n,
  level: 'page',
  status: 'pending',
  createdAt: begun,
  sessionId: null,
  ...of,
});

describe('a confirmation', () => {
  it.each([
    ['program', 'pending', undefined, 'wait'],
    ['program', 'pending', 'c1', 'go'],
    ['program', 'pending', 'C1', 'go'],
    ['page', 'pending', undefined, 'wait'],
    ['page', 'pending', 'c1', 'wait'],
    ['page', 'confirmed', undefined, 'wait'],
    ['page', 'confirmed', 'c1', 'go'],
    ['page', 'used', 'c1', 'go'],
    ['page', 'used', undefined, 'go'],
  ] as const)('at the %s, %s, called with %s: %s', (level, status, named, verdict) => {
    expect(judge(aConfirmation({ level, status }), named, after(1))).toBe(verdict);
  });

  it.each([
    [{ status: 'refused' }, 'c1', 1, 'confirmation_refused'],
    [{ status: 'pending' }, 'c2', 1, 'confirmation_mismatch'],
    [{ status: 'confirmed' }, 'c1', 15, 'confirmation_expired'],
    [{ status: 'used' }, 'c1', 12 * 60, 'confirmation_expired'],
  ] as const)('%p called with %s after %s minutes is %s', (of, named, minutes, code) => {
    expect(() => judge(aConfirmation(of), named, after(minutes))).toThrow(expect.objectContaining({ code }));
  });

  it('can be decided once and in time', () => {
    expect(() => mustBeOpen(aConfirmation(), after(14))).not.toThrow();
    expect(() => mustBeOpen(aConfirmation(), after(15))).toThrow('confirmation_expired');
    expect(() => mustBeOpen(aConfirmation({ status: 'used' }), after(1))).toThrow('confirmation_state');
  });

  it('is needed on the page when small sums add up', () => {
    expect(levelOf(10_000n, 0n, 10_000n)).toBe('program');
    expect(levelOf(10_001n, 0n, 10_000n)).toBe('page');
    expect(levelOf(1n, 10_000n, 10_000n)).toBe('page');
  });

  it('is bound to every word of the transfer', () => {
    const prints = [
      asked,
      { ...asked, to_account_id: 'C' },
      { from_account_id: 'A', to_username: 'B', amount: '12.50', currency: 'USD' },
      { ...asked, currency: 'EUR' },
      { ...asked, description: 'x' },
    ].map((one) => fingerprintOf(one, 1250n).toString('hex'));
    prints.push(fingerprintOf(asked, 1251n).toString('hex'));
    expect(new Set(prints).size).toBe(6);
    expect(fingerprintOf({ ...asked, to_account_id: 'b' }, 1250n)).toEqual(fingerprintOf(asked, 1250n));
  });

  it('names one payee', () => {
    expect(payeeOf({ ...asked, to_account_id: undefined, to_iban: 'DE1', creditor_name: 'Eve' })).toBe('Eve, DE1');
    expect(() => mustNameOnePayee({ to_username: 'a', to_iban: 'b' })).toThrow('validation_failed');
    expect(() => mustNameOnePayee({})).toThrow('validation_failed');
  });
});

describe('a login that confirms', () => {
  const now = new Date(1_000_000_000);
  const login = { client_id: 'florin', auth_time: 1_000_000 - 60 };

  it('is one at the bank, of this moment', () => {
    expect(() => mustBeFresh(login, now)).not.toThrow();
    const others = [
      { ...login, auth_time: 1_000_000 - 301 },
      { ...login, auth_time: undefined },
      { ...login, client_id: 'some-agent' },
      { ...login, act: { sub: 'bank-integration' } },
    ];
    for (const claims of others) expect(() => mustBeFresh(claims, now)).toThrow('fresh_login_required');
  });
});
