import { Logger } from '@nestjs/common';
import { eventually } from '@florin/testing';
import { Timer } from './timer.js';

Logger.overrideLogger(false);

describe('what is done now and then', () => {
  it('goes on after it has failed', async () => {
    let times = 0;
    const work = (): Promise<void> => Promise.reject(new Error(`failed ${(times += 1)} times`));
    const timer = new Timer({ everyMs: 1, work, failed: 'it failed' });
    timer.onApplicationBootstrap();
    await eventually(() => expect(times).toBeGreaterThan(2));
    await timer.beforeApplicationShutdown();
  });

  it('is done one time after the other, and waited for at the end', async () => {
    let under = 0;
    let times = 0;
    let isDone = false;
    const ends: (() => void)[] = [];
    const work = async (): Promise<void> => {
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
    expect([isDone, times]).toEqual([false, 2]);
    ends[1]!();
    await closed;
    expect([isDone, times]).toEqual([true, 2]);
  });
});
