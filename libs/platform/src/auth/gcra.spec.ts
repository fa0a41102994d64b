import { take, type Quota } from './gcra.js';

const quota: Quota = { name: 'write', perMinute: 100 };

/** Takes at each of the times, in microseconds, and tells which passed. */
function passed(timesUs: number[], of = quota): boolean[] {
  let paidUntilUs = 0;
  return timesUs.map((nowUs) => {
    const taken = take(paidUntilUs, nowUs, of);
    paidUntilUs = taken.paidUntilUs;
    return taken.verdict.remaining >= 0;
  });
}

const START = 1_700_000_000_000_000;

describe('the limit of one identity', () => {
  it.each([1, 7, 100, 600, 100_000])('lets exactly %i through at once', (perMinute) => {
    const asked = Array<number>(perMinute + 20).fill(START);
    expect(passed(asked, { name: 'read', perMinute }).filter(Boolean)).toHaveLength(perMinute);
  });

  it('grows back one by one, and a refused request costs nothing', () => {
    const all = Array<number>(150).fill(START);
    expect(passed([...all, START + 599_000, START + 600_001, START + 600_002, START + 1_200_001]).slice(150)).toEqual([
      false, true, false, true,
    ]);
  });

  it('says how many are left, and how long to wait', () => {
    expect(take(0, START, quota).verdict).toEqual({ limit: 100, remaining: 99, waitS: 1 });
    expect(take(START + 60_000_000, START, { name: 'write', perMinute: 10 }).verdict).toEqual({
      limit: 10, remaining: -1, waitS: 6,
    });
  });
});
