import { FAILURES_MS, FAILURES_MOST, failuresNow, pauseS, recoveryCodeOf, recoveryDigestOf } from './totp.js';

const USER = '01900000-0000-7000-8000-00000000000a';

describe('a recovery code', () => {
  it('is eighty bits in letters that people do not confuse', () => {
    expect(recoveryCodeOf(Buffer.alloc(10))).toBe('aaaa-aaaa-aaaa-aaaa');
    expect(recoveryCodeOf(Buffer.alloc(10, 255))).toBe('7777-7777-7777-7777');
    expect(recoveryCodeOf(Buffer.from('00443214c74254b635cf', 'hex'))).toBe('abcd-efgh-ijkl-mnop');
  });

  it('is the same with blanks, capitals or without hyphens, and another for another person', () => {
    const kept = recoveryDigestOf(USER, 'abcd-efgh-ijkl-mnop');
    expect(recoveryDigestOf(USER, ' ABCDEFGH ijkl mnop')).toEqual(kept);
    expect(recoveryDigestOf(USER.replace('a', 'b'), 'abcd-efgh-ijkl-mnop')).not.toEqual(kept);
    expect(recoveryDigestOf(USER, 'abcd-efgh-ijkl-mnoq')).not.toEqual(kept);
  });
});

it('looks at no more codes for a while after too many failures', () => {
  const since = new Date(1_000_000);
  const at = (ms: number): Date => new Date(since.getTime() + ms);
  const failing = (failures: number): { failures: number; failingSince: Date } => ({ failures, failingSince: since });
  expect(pauseS(failing(FAILURES_MOST - 1), at(0))).toBe(0);
  expect(pauseS(failing(FAILURES_MOST), at(1))).toBe(900);
  expect(pauseS(failing(FAILURES_MOST), at(FAILURES_MS - 1))).toBe(1);
  expect(pauseS(failing(FAILURES_MOST), at(FAILURES_MS))).toBe(0);
  expect([failuresNow(failing(3), at(1)), failuresNow(failing(3), at(FAILURES_MS))]).toEqual([3, 0]);
  expect(pauseS({ failures: 0, failingSince: null }, at(0))).toBe(0);
});
