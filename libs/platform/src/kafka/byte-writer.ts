const FIRST_BYTES = 4_096;
const VARINT_BYTES_MOST = 5;
const ABSENT = -1;

/** Writes the primitive types of Kafka's protocol, one behind the other, into one buffer that grows. */
export class ByteWriter {
  private into = Buffer.allocUnsafe(FIRST_BYTES);
  private at = 0;

  /** What was written. */
  get bytes(): Buffer {
    return this.into.subarray(0, this.at);
  }

  int8(value: number): void {
    this.at = this.room(1).writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.room(2).writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.room(4).writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.room(8).writeBigInt64BE(value, this.at);
  }

  /** Zigzag, seven bits a byte. */
  varint(value: number): void {
    const into = this.room(VARINT_BYTES_MOST);
    let left = (value << 1) ^ (value >> 31);
    for (; left >>> 7 !== 0; left >>>= 7) into[this.at++] = (left & 0x7f) | 0x80;
    into[this.at++] = left;
  }

  /** A text behind its length as an int16. */
  string(value: string): void {
    this.int16(Buffer.byteLength(value));
    this.raw(value);
  }

  /** Bytes behind their length as a varint. */
  varBytes(value: string | Buffer | null | undefined): void {
    if (value === null || value === undefined) return this.varint(ABSENT);
    this.varint(Buffer.byteLength(value));
    this.raw(value);
  }

  /** What the work writes, behind its length as an int32. */
  sized(work: () => void): void {
    const start = this.skip(4);
    work();
    this.into.writeInt32BE(this.at - start, start - 4);
  }

  /** What the work writes, behind its length as a varint. */
  varSized(work: () => void): void {
    const start = this.skip(VARINT_BYTES_MOST);
    work();
    const end = this.at;
    this.at = start - VARINT_BYTES_MOST;
    this.varint(end - start);
    this.into.copyWithin(this.at, start, end);
    this.at += end - start;
  }

  /** What the work writes, behind its checksum as an uint32. */
  checked(checksum: (bytes: Buffer) => number, work: () => void): void {
    const start = this.skip(4);
    work();
    this.into.writeUInt32BE(checksum(this.into.subarray(start, this.at)), start - 4);
  }

  private raw(value: string | Buffer): void {
    const into = this.room(Buffer.byteLength(value));
    this.at += typeof value === 'string' ? into.write(value, this.at) : value.copy(into, this.at);
  }

  private skip(bytes: number): number {
    this.room(bytes);
    return (this.at += bytes);
  }

  private room(bytes: number): Buffer {
    const needed = this.at + bytes;
    if (needed > this.into.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.into.length));
      this.into.copy(larger, 0, 0, this.at);
      this.into = larger;
    }
    return this.into;
  }
}
