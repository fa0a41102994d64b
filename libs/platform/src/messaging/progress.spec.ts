import { Progress } from './progress.js';

describe('the progress of a partition', () => {
  it('stops below the first message that is not done', () => {
    const progress = new Progress();
    progress.take([5n, 6n, 7n]);
    progress.done(7n);
    progress.done(6n);
    expect(progress.due()).toBeUndefined();
    progress.done(5n);
    expect(progress.due()).toBe(8n);
  });

  it('passes gaps between offsets', () => {
    const progress = new Progress();
    progress.take([5n, 9n]);
    progress.take([40n]);
    for (const offset of [5n, 9n]) progress.done(offset);
    expect(progress.due()).toBe(10n);
    progress.done(40n);
    expect(progress.due()).toBe(41n);
  });

  it('has nothing to commit twice', () => {
    const progress = new Progress();
    progress.take([1n]);
    progress.done(1n);
    progress.commit(2n);
    expect(progress.due()).toBeUndefined();
  });

  it('keeps going over many thousands of messages', () => {
    const progress = new Progress();
    const offsets = Array.from({ length: 5_000 }, (_, i) => BigInt(i));
    progress.take(offsets);
    for (const offset of offsets.toReversed()) progress.done(offset);
    expect(progress.due()).toBe(5_000n);
  });
});
