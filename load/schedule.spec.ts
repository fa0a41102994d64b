import { Schedule } from './schedule.ts';

describe('the schedule of the open model', () => {
  it('has rate times seconds requests, the first at once', () => {
    const schedule = new Schedule(200, 3);
    expect([schedule.count, schedule.dueAt(0), schedule.dueAt(1), schedule.dueAt(599)]).toEqual([600, 0, 5, 2_995]);
  });

  it('has everything due that a stall held up, and nothing twice', () => {
    const schedule = new Schedule(1_000, 2);
    const due = [-1, 0, 0.5, 1, 500, 1_999, 60_000].map((ms) => schedule.dueBy(ms));
    expect(due).toEqual([0, 1, 1, 2, 501, 2_000, 2_000]);
  });

  it.each([1, 3, 7, 333, 1_234.5])('agrees with itself at %p per second', (perSecond) => {
    const schedule = new Schedule(perSecond, 5);
    for (let i = 0; i < schedule.count; i++) expect(schedule.dueBy(schedule.dueAt(i))).toBe(i + 1);
  });
});
