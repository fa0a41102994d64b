/** What the system knows about one process: its parent, and the CPU of it and of its ended children, in ticks. */
export interface ProcessTicks {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** Reads a line of /proc/<pid>/stat; the name in parentheses may itself hold blanks and parentheses. */
export function parseStat(line: string): ProcessTicks {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // After the name: state is the first field, the parent the second; utime, stime, cutime and cstime are 12 to 15.
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
  return { pid: Number.parseInt(line, 10), parent: Number(fields[1]), ticks };
}

/** A process and everything below it. */
export function familyOf(root: number, all: readonly ProcessTicks[]): ProcessTicks[] {
  const family = all.filter(({ pid }) => pid === root);
  for (let i = 0; i < family.length; i++) family.push(...all.filter(({ parent }) => parent === family[i]!.pid));
  return family;
}

/** The CPU of each named program with everything below it, in ticks. */
export function ticksOf(programs: Record<string, number>, all: readonly ProcessTicks[]): Record<string, number> {
  const total = (pid: number): number => familyOf(pid, all).reduce((sum, { ticks }) => sum + ticks, 0);
  return Object.fromEntries(Object.entries(programs).map(([name, pid]) => [name, total(pid)]));
}

/** What each program spent between two readings, in milliseconds of CPU. Fails when one began anew in between. */
export function spentMs(
  before: Record<string, number>,
  after: Record<string, number>,
  ticksPerSecond: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([name, ticks]) => {
      const spent = ticks - (before[name] ?? NaN);
      if (!(spent >= 0)) throw new Error(`${name} was started again while it was measured`);
      return [name, (spent * 1_000) / ticksPerSecond];
    }),
  );
}
