import { familyOf, parseStat, spentMs, ticksOf } from './cpu.ts';

const stat = (pid: number, name: string, parent: number, times: string): string =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 900 0 0 0 ${times} 20 0 11 0 12345 1000 200 18446744073709551615`;

describe('CPU from the system', () => {
  it('adds user, system, and what ended children spent', () => {
    expect(parseStat(stat(42, 'node', 7, '100 20 3 4'))).toEqual({ pid: 42, parent: 7, ticks: 127 });
  });

  it('is not led astray by the name of a process', () => {
    expect(parseStat(stat(42, 'a) S 9 (b', 7, '1 2 3 4'))).toEqual({ pid: 42, parent: 7, ticks: 10 });
  });

  const all = [
    { pid: 1, parent: 0, ticks: 1 },
    { pid: 10, parent: 1, ticks: 10 },
    { pid: 12, parent: 11, ticks: 30 },
    { pid: 11, parent: 10, ticks: 20 },
    { pid: 20, parent: 1, ticks: 500 },
  ];

  it('follows a program down to its grandchildren and not beside it', () => {
    expect(familyOf(10, all).map(({ pid }) => pid)).toEqual([10, 11, 12]);
    expect(ticksOf({ postgres: 10, node: 20 }, all)).toEqual({ postgres: 60, node: 500 });
  });

  it('is the difference of two readings in milliseconds', () => {
    expect(spentMs({ a: 100, b: 7 }, { a: 150, b: 7 }, 100)).toEqual({ a: 500, b: 0 });
  });

  it('refuses to compare two processes that only share a name', () => {
    expect(() => spentMs({ a: 100 }, { a: 5 }, 100)).toThrow('started again');
    expect(() => spentMs({}, { a: 5 }, 100)).toThrow('started again');
  });
});
