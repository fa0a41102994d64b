import { commonPasswords } from './common-passwords.js';
import { PASSWORD_MIN, weaknessOf } from './password.js';

const ada = { email: 'Ada.Lovelace@example.com', username: 'ada-lovelace' };

it.each([
  ['short', 'has fewer than 8 characters'],
  ['', 'has fewer than 8 characters'],
  ['x'.repeat(64) + 'y'.repeat(65), 'has more than 128 characters'],
  ['password', 'is one of the most common passwords'],
  ['PassWord123', 'is one of the most common passwords'],
  ['zzzzzzzzz', 'is a single character or a run of the keyboard'],
  ['3456789:;', 'is a single character or a run of the keyboard'],
  ['ADA.lovelace@example.com', 'is the e-mail address or the username'],
  ['ada.lovelace', 'is the e-mail address or the username'],
  ['Ada-Lovelace', 'is the e-mail address or the username'],
])('refuses %s', (password, why) => {
  expect(weaknessOf(password, ada)).toBe(why);
});

const long = 'x'.repeat(64) + 'y'.repeat(64);
const good = ['correct horse battery', ' 8 chars', 'ünïcödé-8', '🂡🂩🂣🂤🂥🂦🂧🂢', long];
it.each(good)('takes %s', (password) => {
  expect(weaknessOf(password, ada)).toBeUndefined();
});

it('counts characters, not bytes', () => {
  expect(weaknessOf('🂡🂩🂣🂤🂥🂦🂧', ada)).toBe('has fewer than 8 characters');
});

it('ships a list of common passwords in lower case, each long enough to matter', () => {
  expect(commonPasswords.size).toBeGreaterThan(300);
  expect([...commonPasswords].filter((each) => each !== each.toLowerCase() || each.length < PASSWORD_MIN)).toEqual([]);
});
