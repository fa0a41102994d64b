/** What the gateway answered: the status and the body as it came. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One answer taken off the wire, and whether the server closes the connection behind it. */
export interface Read extends Answer {
  readonly closes: boolean;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Puts the answers of one connection together from the chunks in which they arrive. It knows the HTTP that the gateway
 * speaks and nothing else: a parser that knows everything would take CPU from the bank, which shares the machine.
 */
export class AnswerReader {
  private rest: Buffer = Buffer.alloc(0);

  /** The answer that this chunk completes; undefined while some of it is missing. Fails on what it does not know. */
  take(chunk: Buffer): Read | undefined {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const headEnd = this.rest.indexOf(HEAD_END);
    if (headEnd < 0) return undefined;
    const head = this.rest.toString('latin1', 0, headEnd);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? NaN);
    const length = status === 204 ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? NaN);
    if (Number.isNaN(status) || Number.isNaN(length)) throw new Error(`an answer that is not understood: ${head}`);
    const end = headEnd + HEAD_END.length + length;
    if (this.rest.length < end) return undefined;
    const text = this.rest.toString('utf8', headEnd + HEAD_END.length, end);
    this.rest = this.rest.subarray(end);
    return { status, text, closes: /\r\nconnection: *close/i.test(head) };
  }
}
