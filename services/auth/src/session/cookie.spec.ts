import { setCookieOf } from './cookie.js';

describe('a cookie', () => {
  it('stays on its host and site, and is no page of anybody’s to read', () => {
    const at = { name: '__Host-at', value: 'x', lifeS: 300 };
    expect(setCookieOf(at, true)).toBe('__Host-at=x; Path=/; Max-Age=300; HttpOnly; Secure; SameSite=Strict');
    expect(setCookieOf({ ...at, name: 'at_8080' }, false)).not.toContain('Secure');
    expect(setCookieOf({ ...at, readable: true }, true)).not.toContain('HttpOnly');
  });
});
