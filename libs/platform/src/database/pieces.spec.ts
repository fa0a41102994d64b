import { inPieces } from './pieces.js';

/** Removes from so many rows, as a statement with a limit does. */
function rows(left: number) {
  const asked: number[] = [];
  const remove = (most: number): Promise<number> => {
    const some = Math.min(left, most);
    left -= some;
    asked.push(some);
    return Promise.resolve(some);
  };
  return { asked, remove };
}

describe('what is removed in pieces', () => {
  it.each([
    [0, [0]],
    [999, [999]],
    [1_000, [1_000, 0]],
    [2_500, [1_000, 1_000, 500]],
  ])('of %i rows goes until a piece is not full', async (count, pieces) => {
    const { asked, remove } = rows(count);
    expect(await inPieces(remove)).toBe(count);
    expect(asked).toEqual(pieces);
  });

  it('stays from where it is told to stop', async () => {
    const stop = new AbortController();
    const { remove } = rows(9_000);
    const some = (most: number): Promise<number> => (stop.abort(), remove(most));
    expect(await inPieces(some, stop.signal)).toBe(1_000);
    expect(await inPieces(remove, stop.signal)).toBe(0);
  });
});
