/** What one stage showed: how many passed and failed, and what to read about the failures. */
export interface Outcome {
  passed: number;
  failed: number;
  faults: string[];
}

/** A stage that either holds or does not. */
export const held: Outcome = { passed: 1, failed: 0, faults: [] };
export const broken = (fault: string): Outcome => ({ passed: 0, failed: 1, faults: [fault] });

/** Adds up the stages of a run. */
export class Tally {
  passed = 0;
  failed = 0;
  private readonly broken = new Set<string>();

  add(stage: string, outcome: Outcome): void {
    this.passed += outcome.passed;
    this.failed += outcome.failed;
    if (outcome.failed > 0) this.broken.add(stage);
  }

  isBroken(stage: string): boolean {
    return this.broken.has(stage);
  }

  /** The last line of a run. */
  get line(): string {
    return `${this.passed} passed, ${this.failed} failed`;
  }
}
