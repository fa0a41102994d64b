/** A failure that is told in one line: what went wrong and what to do about it. Never shown with a stack. */
export class Failure extends Error {}

/** The line to print for whatever was thrown. */
export function lineOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
