import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventually } from '@florin/testing';
import { Timer } from './timer.js';

Logger.overrideLogger(false);

describe('what is done now and then', () => {
  it('goes on after it has failed, and is warned of each time that it begins to', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn');
    let times = 0;
    const work = async (): Promise<void> => {
      times += 1;
      if (times !== 4) throw new Error(`the time ${times}`);
    };
    const timer = new Timer({ everyMs: 1, work, failed: 'it failed' });
    timer.onApplicationBootstrap();
    await eventually(() => expect(times).toBeGreaterThan(6));
    await timer.beforeApplicationShutdown();
    const said = warned.mock.calls.flat();
    expect(said).toEqual(['it failed, trying again: the time 1', 'it failed, trying again: the time 5']);
    warned.mockRestore();
  });

  it('is done one time after the other, is told of the end, and waited for', async () => {
    let under = 0;
    let times = 0;
    let isDone = false;
    let isTold = false;
    const ends: (() => void)[] = [];
    const work = async (stop: AbortSignal): Promise<void> => {
      stop.onabort = () => (isTold = true);
      under += 1;
      times += 1;
      expect(under).toBe(1);
      await new Promise<void>((end) => ends.push(end));
      under -= 1;
    };
    const timer = new Timer({ everyMs: 1, work, failed: 'it failed' });
    timer.onApplicationBootstrap();
    await eventually(() => expect(ends).toHaveLength(1));
    ends[0]!();
    await eventually(() => expect(ends).toHaveLength(2));
    const closed = timer.beforeApplicationShutdown().then(() => (isDone = true));
    await Promise.resolve();
    expect([isDone, isTold, times]).toEqual([false, true, 2]);
    ends[1]!();
    await closed;
    expect([isDone, times]).toEqual([true, 2]);
  });
});
