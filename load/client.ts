import { connect, type Socket } from 'node:net';
import { AnswerReader, type Answer } from './answer-reader.ts';

/** The gateway ends connections that were idle for 75 s; one that was idle for so long is not used again. */
const IDLE_MOST_MS = 30_000;

interface Waiting {
  readonly request: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

/** One connection that is kept, with at most one request on its way. */
interface Line {
  readonly socket: Socket;
  readonly reader: AnswerReader;
  current?: Waiting;
  usedAt: number;
}

/**
 * A client of the gateway with so many connections at most; what finds none free waits for one. It writes its requests
 * straight to the sockets: `fetch` and `node:http` cost several times the CPU, and the bank is on the same machine.
 */
export class Client {
  private readonly idle: Line[] = [];
  private readonly lines = new Set<Line>();
  private queue: Waiting[] = [];
  private first = 0;
  private readonly gateway: URL;
  private readonly most: number;

  constructor(gateway: URL, connections: number) {
    this.gateway = gateway;
    this.most = connections;
  }

  /** Requests that wait for a connection. */
  get waiting(): number {
    return this.queue.length - this.first;
  }

  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const payload = body === undefined ? '' : JSON.stringify(body);
    let head = `${method} ${path} HTTP/1.1\r\nhost: ${this.gateway.host}\r\n`;
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
    const length = Buffer.byteLength(payload);
    if (body !== undefined) head += `content-type: application/json\r\ncontent-length: ${length}\r\n`;
    return new Promise((resolve, reject) => {
      const waiting = { request: `${head}\r\n${payload}`, resolve, reject };
      const line = this.free();
      if (line) this.write(line, waiting);
      else this.queue.push(waiting);
    });
  }

  close(): void {
    for (const line of this.lines) line.socket.destroy();
  }

  private free(): Line | undefined {
    for (let line = this.idle.pop(); line; line = this.idle.pop()) {
      if (performance.now() - line.usedAt < IDLE_MOST_MS) return line;
      this.drop(line);
    }
    return this.lines.size < this.most ? this.open() : undefined;
  }

  private open(): Line {
    const socket = connect({ host: this.gateway.hostname, port: Number(this.gateway.port || 80), noDelay: true });
    const line: Line = { socket, reader: new AnswerReader(), usedAt: performance.now() };
    this.lines.add(line);
    socket.on('data', (chunk: Buffer) => this.hear(line, chunk));
    socket.on('error', (error) => this.fail(line, error));
    socket.on('close', () => this.fail(line, new Error('the gateway closed the connection')));
    return line;
  }

  private write(line: Line, waiting: Waiting): void {
    line.current = waiting;
    line.socket.write(waiting.request);
  }

  private hear(line: Line, chunk: Buffer): void {
    try {
      const answer = line.reader.take(chunk);
      if (!answer) return;
      const { current } = line;
      line.current = undefined;
      line.usedAt = performance.now();
      if (answer.closes) this.drop(line);
      else this.idle.push(line);
      current?.resolve(answer);
      this.next();
    } catch (error) {
      this.fail(line, error as Error);
    }
  }

  private fail(line: Line, error: Error): void {
    if (!this.lines.has(line)) return;
    this.drop(line);
    line.current?.reject(error);
    line.current = undefined;
    this.next();
  }

  private drop(line: Line): void {
    this.lines.delete(line);
    const at = this.idle.indexOf(line);
    if (at >= 0) this.idle.splice(at, 1);
    line.socket.destroy();
  }

  private next(): void {
    while (this.waiting > 0) {
      const line = this.free();
      if (!line) return;
      this.write(line, this.queue[this.first++]!);
      if (this.first < 4_096) continue;
      this.queue = this.queue.slice(this.first);
      this.first = 0;
    }
    this.queue.length = 0;
    this.first = 0;
  }
}
