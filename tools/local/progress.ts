/** Takes a line for whoever watches. */
export type Tell = (line: string) => void;

/** Prints what is happening, each line with the seconds since the beginning. */
export class Progress {
  private readonly startedAt = Date.now();
  private readonly print: Tell;

  constructor(print: Tell = console.log) {
    this.print = print;
  }

  get elapsedS(): number {
    return (Date.now() - this.startedAt) / 1000;
  }

  say(line: string): void {
    this.print(`${this.elapsedS.toFixed(1).padStart(7)} s  ${line}`);
  }

  /** Prints the beginning and the end of a step; what it does may tell how far it is. */
  async step<T>(name: string, work: (tell: Tell) => Promise<T>): Promise<T> {
    this.say(`${name} …`);
    const begunAt = Date.now();
    const result = await work((line) => this.say(`${name}: ${line}`));
    this.say(`${name} ✓ ${((Date.now() - begunAt) / 1000).toFixed(1)} s`);
    return result;
  }

  /** The same without a word: for banks inside a test. */
  static silent(): Progress {
    return new Progress(() => {});
  }
}

/** Lets a line through at most once in so many seconds. */
export function atMostEvery(seconds: number, tell: Tell): Tell {
  let last = Date.now();
  return (line) => {
    if (Date.now() - last < seconds * 1000) return;
    last = Date.now();
    tell(line);
  };
}
