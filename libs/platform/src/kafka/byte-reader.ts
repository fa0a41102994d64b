/** Reads the primitive types of Kafka's protocol, one behind the other. Throws a RangeError behind the end. */
export class ByteReader {
  private at = 0;

  constructor(private readonly from: Buffer) {}

  get left(): number {
    return this.from.length - this.at;
  }

  int8(): number {
    return this.from.readInt8(this.skip(1));
  }

  int16(): number {
    return this.from.readInt16BE(this.skip(2));
  }

  int32(): number {
    return this.from.readInt32BE(this.skip(4));
  }

  int64(): bigint {
    return this.from.readBigInt64BE(this.skip(8));
  }

  /** Zigzag, seven bits a byte; exact to 53 bits. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.from.readUInt8(this.at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
      factor *= 0x80;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A text behind its length as an int16. */
  string(): string {
    return this.text(this.int16());
  }

  /** A text behind its length as a varint. */
  varString(): string {
    return this.text(this.varint());
  }

  /** Bytes behind their length as a varint; null for the length -1. They are not copied. */
  varBytes(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.bytes(length);
  }

  bytes(length: number): Buffer {
    const start = this.skip(length);
    if (this.left < 0) throw new RangeError('the bytes end before what they should hold');
    return this.from.subarray(start, this.at);
  }

  private text(length: number): string {
    const start = this.skip(length);
    return this.from.toString('utf8', start, this.at);
  }

  private skip(bytes: number): number {
    const start = this.at;
    this.at += bytes;
    return start;
  }
}
