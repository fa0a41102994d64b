/** Our own bug: something that the code promised does not hold. Becomes a 500, is logged, and shows nothing outside. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** Throws {@link BrokenPromise} unless the condition holds. */
export function assert(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new BrokenPromise(promise);
}

/** Marks a branch that the types say cannot be taken. */
export function unreachable(value: never): never {
  throw new BrokenPromise(`unreachable: ${String(value)}`);
}
