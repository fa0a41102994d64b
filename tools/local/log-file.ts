import { closeSync, fstatSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { reasonOf } from './reason.ts';

const LOG_BYTES_MAX = 20_000_000;

/** The log of one program, and what it has said since it was started last. */
export class LogFile {
  readonly path: string;
  private from = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Opens it for the next run of the program; the caller gives the descriptor to the program and then to `close`. */
  open(): number {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LOG_BYTES_MAX) renameSync(this.path, `${this.path}.1`);
    const descriptor = openSync(this.path, 'a', 0o600);
    this.from = fstatSync(descriptor).size;
    return descriptor;
  }

  close(descriptor: number): void {
    closeSync(descriptor);
  }

  /** The line of the last run that most likely says why the program ended. */
  reason(): string {
    return reasonOf(readFileSync(this.path).subarray(this.from).toString('utf8'));
  }
}
