import { csrfTokenOf } from './csrf.js';

describe('a CSRF token', () => {
  const key = Buffer.alloc(32, 1);

  it('is one per session and key, and fits into a cookie', () => {
    expect(csrfTokenOf('s1', key)).toBe(csrfTokenOf('s1', key));
    expect(csrfTokenOf('s1', key)).not.toBe(csrfTokenOf('s2', key));
    expect(csrfTokenOf('s1', key)).not.toBe(csrfTokenOf('s1', Buffer.alloc(32, 2)));
    expect(csrfTokenOf('s1', key)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
