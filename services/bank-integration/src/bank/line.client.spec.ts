import { Line } from './line.client.js';

/** Never answers, and notes when it was given up. */
const silence =
  (name: string, givenUp: string[]) =>
  (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        givenUp.push(name);
        reject(new Error('given up'));
      });
    });

describe('the line to a bank that does not answer', () => {
  it('does not give up together what went out together', async () => {
    const chances = [0, 0.99, 0.5];
    const line = new Line(500, () => chances.shift()!);
    const givenUp: string[] = [];
    const calls = ['first', 'second', 'third'].map((name) => line.pay(silence(name, givenUp)));
    const ends = await Promise.allSettled(calls);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(givenUp).toEqual(['second', 'third', 'first']);
  });

  it('leaves it alone after five failures in a row', async () => {
    const line = new Line(20);
    const calls = Array.from({ length: 5 }, () => line.pay(silence('any', [])));
    await Promise.allSettled(calls);
    expect(line.circuit).toBe('open');
    const asked: string[] = [];
    await expect(line.pay(() => Promise.resolve(asked.push('asked')))).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});
