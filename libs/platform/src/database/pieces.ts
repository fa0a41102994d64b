/** Rows that one statement removes, at the most: it takes some milliseconds, and nobody waits for it. */
const PIECE_MOST = 1_000;

/** Removes what is due, piece by piece, until one is not full or it is told to stop; says how many rows that were. */
export async function inPieces(remove: (most: number) => Promise<number>, stop?: AbortSignal): Promise<number> {
  let sum = 0;
  for (let some = PIECE_MOST; some === PIECE_MOST && !stop?.aborted; sum += some) some = await remove(PIECE_MOST);
  return sum;
}
