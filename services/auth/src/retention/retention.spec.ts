import { forgottenBefore } from './retention.js';

it('keeps what is expired for a day, keys for two, and sessions for half a year from when they began', () => {
  const { expired, keys, sessions } = forgottenBefore(new Date('2026-11-27T12:00:00Z'));
  const days = [expired, keys, sessions].map((at) => at.toISOString().slice(0, 10));
  expect(days).toEqual(['2026-11-26', '2026-11-25', '2026-05-31']);
});
