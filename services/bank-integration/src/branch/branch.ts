import { invalid } from '@florin/kernel';

/** A place where the bank can be visited. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  readonly street: string;
  readonly city: string;
  /** The two letters of its state. */
  readonly state: string;
  readonly postal_code: string;
  readonly phone: string;
  readonly opening_hours: string;
  readonly services: readonly string[];
}

/** Every branch, and the states by their two letters: also those without a branch, so that a slip is told apart. */
export interface BranchMap {
  readonly states: Readonly<Record<string, string>>;
  readonly branches: readonly Branch[];
}

/**
 * The branches of a state, named by its two letters or in full; all when none is named.
 * Fails with: validation_failed (on state).
 */
export function branchesIn({ states, branches }: BranchMap, state: string | undefined): readonly Branch[] {
  if (state === undefined) return branches;
  const asked = state.toLowerCase();
  const found = Object.entries(states).find(([code, name]) => [code, name].some((one) => one.toLowerCase() === asked));
  if (!found) throw invalid('state', 'must be a state of the USA, as two letters or in full');
  return branches.filter((branch) => branch.state === found[0]);
}
