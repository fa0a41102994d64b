import { forgottenBefore } from './retention.js';

it('keeps keys for longer than the day they are promised for, and confirmations for three months', () => {
  const { keys, confirmations } = forgottenBefore(new Date('2026-05-01T00:00:00Z'));
  expect([keys, confirmations].map((at) => at.toISOString().slice(0, 10))).toEqual(['2026-04-29', '2026-01-31']);
});
