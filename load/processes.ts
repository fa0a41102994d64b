import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { familyOf, parseStat, ticksOf, type ProcessTicks } from './cpu.ts';

const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** The programs of the bank that is measured, as the system sees them: what they spend and hold. */
export class Processes {
  static readonly ticksPerSecond = ticksPerSecond;
  private readonly notePath: string;

  /** @param notePath the file in which the runner notes which processes it has. */
  constructor(notePath: string) {
    this.notePath = notePath;
  }

  /** The CPU that each program has spent so far, in ticks; this process is "client". */
  ticks(): Record<string, number> {
    return ticksOf(this.pids(), everyProcess());
  }

  /** The memory of each program in megabytes: what is its own, and its part of what several processes share. */
  megabytes(): Record<string, number> {
    const all = everyProcess();
    const entries = Object.entries(this.pids()).map(([name, pid]) => {
      const family = familyOf(pid, all);
      const sizeOf = family.length > 1 ? shareOf : rssOf;
      const sum = family.reduce((kb, one) => kb + sizeOf(one.pid), 0);
      return [name, sum / 1_024] as const;
    });
    return Object.fromEntries(entries);
  }

  private pids(): Record<string, number> {
    const note = JSON.parse(readFileSync(this.notePath, 'utf8')) as { programs: Record<string, { pid: number }> };
    const programs = Object.entries(note.programs).map(([name, { pid }]) => [name, pid] as const);
    return { ...Object.fromEntries(programs), client: process.pid };
  }
}

function everyProcess(): ProcessTicks[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const line = quietly(`/proc/${pid}/stat`);
    return line ? [parseStat(line)] : [];
  });
}

function rssOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(quietly(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** The proportional size; what only the process's owner may read counts as resident. */
function shareOf(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(quietly(`/proc/${pid}/smaps_rollup`))?.[1] ?? rssOf(pid));
}

/** The text of a file of the system; empty when its process has just ended. */
function quietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
