import { seqOf, spanOf } from './entry.js';

describe('a span of time', () => {
  it('holds both its ends', () => {
    expect(spanOf('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toEqual({
      from: new Date('2026-01-01T00:00:00.000Z'),
      before: new Date('2026-01-01T00:00:00.001Z'),
    });
  });

  it('holds the whole of its last day', () => {
    expect(spanOf('2026-01-01', '2026-01-31')).toEqual({
      from: new Date('2026-01-01T00:00:00Z'),
      before: new Date('2026-02-01T00:00:00Z'),
    });
  });

  it('may be open at either end', () => {
    expect([spanOf(undefined, undefined), spanOf('2026-01-01', undefined)]).toEqual([
      {},
      { from: new Date('2026-01-01T00:00:00Z') },
    ]);
  });

  it('does not end before it begins', () => {
    expect(() => spanOf('2026-02-01', '2026-01-31')).toThrow('to');
  });
});

describe('a place in a history', () => {
  it('is a number above zero that fits the column', () => {
    expect([seqOf('1'), seqOf('9223372036854775807')]).toEqual([1n, 9223372036854775807n]);
  });

  it.each(['', '0', '-1', '1.5', 'x', '9223372036854775808', '99999999999999999999'])('is not %p', (text) => {
    expect(() => seqOf(text)).toThrow('cursor');
  });
});
