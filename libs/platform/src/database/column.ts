import { assert } from '@florin/kernel';

// Arrays in PostgreSQL's binary format: array_recv and the receive functions of the element types
// (src/backend/utils/adt/arrayfuncs.c). Text arrays cost a fifth of the database's time on the hot path: each element
// is quoted here, and there it is read character by character and parsed.
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;
const oids = { bytea: 17, int8: 20, int4: 23, text: 25, timestamptz: 1184, uuid: 2950, jsonb: 3802 } as const;

const BIGINT_BYTES = 8;
const INTEGER_BYTES = 4;
const UUID_BYTES = 16;
/** Between the epoch of Unix and that of PostgreSQL, 2000-01-01, in milliseconds. */
const EPOCH_MS = 946_684_800_000;
const JSONB_VERSION = 1;

/** One column of a batch, for a parameter `$n::uuid[]` of a statement that unnests it. Fails when one is no UUID. */
export function uuids<T>(rows: readonly T[], of: (row: T) => string | null): Buffer {
  return fixed(rows, of, 'uuid', UUID_BYTES, writeUuid);
}

/** For `$n::bigint[]`. */
export function bigints<T>(rows: readonly T[], of: (row: T) => bigint | null): Buffer {
  return fixed(rows, of, 'int8', BIGINT_BYTES, (value, into, at) => into.writeBigInt64BE(value, at));
}

/** For `$n::integer[]`. */
export function integers<T>(rows: readonly T[], of: (row: T) => number | null): Buffer {
  return fixed(rows, of, 'int4', INTEGER_BYTES, (value, into, at) => into.writeInt32BE(value, at));
}

/** For `$n::timestamptz[]`, to the millisecond. */
export function times<T>(rows: readonly T[], of: (row: T) => Date | null): Buffer {
  return fixed(rows, of, 'timestamptz', BIGINT_BYTES, (value, into, at) =>
    into.writeBigInt64BE(BigInt(value.getTime() - EPOCH_MS) * 1000n, at),
  );
}

/** For `$n::text[]`. */
export function texts<T>(rows: readonly T[], of: (row: T) => string | null): Buffer {
  return varying(rows, of, 'text', Buffer.byteLength, (value, into, at) => into.write(value, at));
}

/** For `$n::jsonb[]`. */
export function jsons<T>(rows: readonly T[], of: (row: T) => object | null): Buffer {
  const written = rows.map((row) => {
    const value = of(row);
    return value === null ? null : JSON.stringify(value);
  });
  const sizeOf = (value: string): number => 1 + Buffer.byteLength(value);
  return varying(written, (value) => value, 'jsonb', sizeOf, (value, into, at) =>
    into.write(value, into.writeUInt8(JSONB_VERSION, at)),
  );
}

/** For `$n::bytea[]`. */
export function byteas<T>(rows: readonly T[], of: (row: T) => Buffer | null): Buffer {
  return varying(rows, of, 'bytea', (value) => value.length, (value, into, at) => value.copy(into, at));
}

type Write<V> = (value: V, into: Buffer, at: number) => unknown;

function fixed<T, V>(
  rows: readonly T[],
  of: (row: T) => V | null,
  type: keyof typeof oids,
  size: number,
  write: Write<V>,
): Buffer {
  const into = Buffer.allocUnsafe(HEADER_BYTES + rows.length * (LENGTH_BYTES + size));
  let at = writeHeader(into, type, rows.length);
  for (const row of rows) {
    const value = of(row);
    at = into.writeInt32BE(value === null ? NULL_LENGTH : size, at);
    if (value === null) continue;
    write(value, into, at);
    at += size;
  }
  return into.subarray(0, at);
}

function varying<T, V>(
  rows: readonly T[],
  of: (row: T) => V | null,
  type: keyof typeof oids,
  sizeOf: (value: V) => number,
  write: Write<V>,
): Buffer {
  const values = rows.map(of);
  const sizes = values.map((value) => (value === null ? NULL_LENGTH : sizeOf(value)));
  const size = sizes.reduce((sum, one) => sum + LENGTH_BYTES + Math.max(0, one), HEADER_BYTES);
  const into = Buffer.allocUnsafe(size);
  let at = writeHeader(into, type, rows.length);
  values.forEach((value, i) => {
    const size = sizes[i] as number;
    at = into.writeInt32BE(size, at);
    if (value === null) return;
    write(value, into, at);
    at += size;
  });
  return into.subarray(0, at);
}

/** Dimensions, whether there are nulls, the type of the elements; of the one dimension its length and first index. */
function writeHeader(into: Buffer, type: keyof typeof oids, length: number): number {
  const header = length === 0 ? [0, 0, oids[type]] : [1, 1, oids[type], length, 1];
  return header.reduce((at, word) => into.writeInt32BE(word, at), 0);
}

const NO_DIGIT = 0xff;
/** The value of a hexadecimal digit by its character code. */
const digits = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}
/** Where the two digits of each byte stand in `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

function writeUuid(value: string, into: Buffer, at: number): void {
  let seen = 0;
  for (let byte = 0; byte < UUID_BYTES; byte++) {
    const place = places[byte] as number;
    const high = digits[value.charCodeAt(place)] ?? NO_DIGIT;
    const low = digits[value.charCodeAt(place + 1)] ?? NO_DIGIT;
    seen |= high | low;
    into[at + byte] = (high << 4) | low;
  }
  assert(seen < 16 && value.length === 36, 'what goes into a column of ids is an id');
}
