import { createHash } from 'node:crypto';

/** Chance that can be replayed: the same seed gives the same numbers, on every machine. */
export class Chance {
  private a: number;
  private b: number;
  private c: number;
  private count: number;

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest();
    [this.a, this.b, this.c, this.count] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at)) as [
      number,
      number,
      number,
      number,
    ];
  }

  /**
   * The next number from 0 up to 1 (sfc32). Its 128 bits of state keep the sequences of two seeds apart: with 32 bits
   * two clients of one round once drew the same keys for a while.
   */
  next(): number {
    const sum = (this.a + this.b + this.count) | 0;
    this.count = (this.count + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** True so many times of a hundred. */
  percent(share: number): boolean {
    return this.next() * 100 < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** An id that looks like a UUID and is the same whenever the seed is. */
  id(): string {
    const hex = Array.from({ length: 4 }, () => this.below(2 ** 32).toString(16).padStart(8, '0')).join('');
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5');
  }
}
