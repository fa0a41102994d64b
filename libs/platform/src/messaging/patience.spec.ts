import { isPassing } from '../database/index.js';
import { Patience } from './patience.js';

const sql = (code: string): Error => Object.assign(new Error('from the database'), { code });

describe('patience with a batch', () => {
  it.each(['40P01', '08006', '57P01', '53300', '55P03'])('waits out %s', (code) =>
    expect(isPassing(sql(code))).toBe(true),
  );
  it.each(['23505', '22003', '42P01', '23514'])('does not wait for %s', (code) =>
    expect(isPassing(sql(code))).toBe(false),
  );
  it('waits out a lost connection', () => {
    expect(isPassing(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(true);
    expect(isPassing(Object.assign(new Error('write'), { code: 'EPIPE' }))).toBe(true);
    expect(isPassing(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isPassing(new TypeError('x is undefined'))).toBe(false);
  });

  it('takes the one message that is the fault out of its batch', async () => {
    const done: number[] = [];
    const buried: [number, string][] = [];
    await new Patience().run(
      [1, 2, 3, 4, 5, 6, 7],
      async (some) => {
        if (some.includes(5)) throw sql('22003');
        done.push(...some);
      },
      async (one, reason) => void buried.push([one, reason]),
    );
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 6, 7]);
    expect(buried).toEqual([[5, 'from the database']]);
  });

  it('does the whole batch again after a passing fault', async () => {
    let attempts = 0;
    const batches: number[][] = [];
    await new Patience().run(
      [1, 2],
      async (some) => {
        if (++attempts < 3) throw sql('40001');
        batches.push(some);
      },
      async () => Promise.reject(new Error('nothing is given up')),
    );
    expect(batches).toEqual([[1, 2]]);
  });

  it('gives nothing up once it has ended', async () => {
    const patience = new Patience();
    patience.end();
    await expect(
      patience.run(
        [1],
        () => Promise.reject(sql('57P01')),
        async () => undefined,
      ),
    ).rejects.toThrow('database');
  });
});
