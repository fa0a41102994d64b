import { latencyOf, median, percentile } from './percentile.ts';

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it('are the nearest ranks', () => {
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
  });

  it('show the one slow sample among few', () => {
    expect(percentile([1, 1, 1, 900], 0.99)).toBe(900);
    expect(percentile([7], 0.5)).toBe(7);
  });

  it('do not need the samples in order', () => {
    expect(latencyOf([9, 100, 1, 20])).toEqual({ p50: 9, p95: 100, p99: 100, worst: 100 });
  });

  it('of nothing are no numbers', () => {
    expect(latencyOf([]).p99).toBeNaN();
    expect(median([])).toBeNaN();
  });

  it('have a middle', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});
