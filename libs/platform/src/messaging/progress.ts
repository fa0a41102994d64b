/**
 * How far a partition is done: the offset below which everything is in the database. Offsets have gaps (compacted
 * records, transaction markers), so what was fetched is kept as a list and never counted up.
 */
export class Progress {
  private readonly fetched: bigint[] = [];
  private readonly finished = new Set<bigint>();
  private head = 0;
  private next: bigint | undefined;
  private committed: bigint | undefined;

  /** Offsets of one fetch, in their order. */
  take(offsets: readonly bigint[]): void {
    for (const offset of offsets) this.fetched.push(offset);
  }

  done(offset: bigint): void {
    this.finished.add(offset);
    for (;;) {
      const first = this.fetched[this.head];
      if (first === undefined || !this.finished.delete(first)) break;
      this.head++;
      this.next = first + 1n;
    }
    if (this.head > 1_000) {
      this.fetched.splice(0, this.head);
      this.head = 0;
    }
  }

  /** The offset to commit, or nothing when the last commit still stands. */
  due(): bigint | undefined {
    return this.next === this.committed ? undefined : this.next;
  }

  commit(offset: bigint): void {
    this.committed = offset;
  }
}
