import { pauseAfter } from './lockout.js';

it('lets twenty failures a day pass, then pauses ever longer, up to five minutes', () => {
  expect([0, 20, 21, 22, 23, 28, 29, 1e9].map(pauseAfter)).toEqual([0, 0, 2, 4, 8, 256, 300, 300]);
});
