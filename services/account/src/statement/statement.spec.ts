import { boundsOf, formatOf, nameOf } from './statement.js';

it.each([
  [{ year: 2026, month: 2 }, '2026-02', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  [{ year: 2028, month: 12 }, '2028-12', '2028-12-01T00:00:00.000Z', '2029-01-01T00:00:00.000Z'],
  [{ year: 2026, month: null }, '2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
])('%j is %s', (period, name, from, before) => {
  expect(nameOf(period)).toBe(name);
  expect(Object.values(boundsOf(period)).map((at) => at.toISOString())).toEqual([from, before]);
});

it.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/csv', 'text/csv'],
  ['application/pdf;q=0.5, text/csv;q=0.4', 'application/pdf'],
  ['text/html, application/pdf', 'application/pdf'],
  ['text/csv;q=0, */*', 'application/json'],
  ['image/png', 'application/json'],
  [';;,q=', 'application/json'],
])('Accept: %s gives %s', (accept, format) => {
  expect(formatOf(accept)).toBe(format);
});
