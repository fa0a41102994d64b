import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

const LEAST_URGENT = 19;

/**
 * Lets a process step back for others by so many steps of `nice`. On Linux each session may be a group of its own and
 * niceness count only within it: there the group steps back too (sched(7), the autogroup feature).
 */
export function stepBack(pid: number, steps: number): void {
  try {
    const niceness = Math.min(LEAST_URGENT, getPriority(pid) + steps);
    setPriority(pid, niceness);
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // Gone already, or a kernel without such groups: it runs as urgently as all the others.
  }
}
