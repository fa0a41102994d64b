import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** Random bytes are drawn 256 ids at a time: one system call per id was the largest cost of a posting batch. */
const drawn = Buffer.allocUnsafe(256 * BYTES);
let used = drawn.length;

function rng(): Uint8Array {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += BYTES;
  return drawn.subarray(used - BYTES, used);
}

/** The lowest id that can have been drawn at this time: all that were drawn before sort before it. */
export function firstIdAt(time: Date): string {
  const ms = time.getTime().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-0000-0000-000000000000`;
}

/** A new id: UUIDv7, so that ids made later sort later (to the millisecond) and indexes grow at their end. */
export function newId(): string {
  return v7({ rng });
}
