import { ms, rate, ratio } from './bench-run.ts';
import type { Findings } from './findings.ts';
import { median } from './percentile.ts';
import type { Plan } from './plan.ts';

/** What the page says about the run beside its findings. */
export interface About {
  readonly date: string;
  readonly command: string;
  readonly machine: readonly string[];
  readonly accounts: number;
  readonly customers: number;
  readonly plan: Plan;
  readonly baseline: readonly number[];
  readonly seconds: number;
}

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

/** The page of a run. */
export function report(findings: Findings, about: About): string {
  const parts = [
    '# Benchmarks',
    ...introduction(about),
    '## Goals',
    goals(findings),
    '## Figures',
    figures(findings, about),
    '## CPU',
    costs(findings),
    '## Idle',
    idle(findings),
    '## Books',
    books(findings),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function introduction(about: About): string[] {
  const { plan } = about;
  const trial = 'This was a quick run, a trial of the scenarios: **its figures are not to be quoted**.';
  return [
    plan.name === 'quick' ? trial : '',
    `Made by \`${about.command}\` on ${about.date} in ${Math.round(about.seconds)} s: its own copy of the bank on an ` +
      `empty state, ${about.accounts} accounts of ${about.customers} customers, client, bank, database, Kafka and ` +
      'baseline all on the same machine.',
    about.machine.map((line) => `- ${line}`).join('\n'),
    'The limits per address and per user are raised (`API_RATE`, `LOGIN_RATE`, `USER_WRITES_PER_MIN` and so on), ' +
      'since all load comes from one address and few people; they are counted all the same. Everything ' +
      'else is as shipped. Absolute figures move with the machine, so each claim' +
      ' is a ratio: B1 is the same transfer as one SQL function and one transaction, 16 connections, 10,000 ' +
      'accounts, on the same PostgreSQL, measured just before and just after (`load/baseline.sql`). It does no ' +
      'HTTP, no token and no Kafka. A maximum is of a closed model (each connection sends its next request when the' +
      ' last is answered); at 70 % and 200 % the model is open: requests arrive at a fixed rate, and a latency ' +
      'counts from when the request was due.',
  ];
}

function goals({ verdicts, gaps, notes }: Findings): string {
  const lines = verdicts.map(({ goal, wanted, reached, met }) => [goal, wanted, reached, met ? 'met' : '**missed**']);
  const missed = verdicts.filter(({ met }) => !met).length;
  const rest = [...gaps.map((gap) => `- Not measured: ${gap}`), ...notes.map((line) => `- ${line}`)].join('\n');
  const counts = `${verdicts.length - missed} met, ${missed} missed, ${gaps.length} not measured.`;
  return [counts, table(['goal', 'wanted', 'reached', ''], lines), rest].filter((part) => part !== '').join('\n\n');
}

function figures({ figures: all }: Findings, { baseline }: About): string {
  const [least, most] = [Math.min(...baseline), Math.max(...baseline)];
  const about = `${rate(least)}–${rate(most)}`;
  const lines = all.map(({ scenario, load, perSecond, toBaseline, latency, others }) => [
    scenario,
    load,
    rate(perSecond),
    toBaseline === undefined ? '' : ratio(toBaseline),
    ...(latency ? [latency.p50, latency.p95, latency.p99, latency.worst].map(ms) : ['', '', '', '']),
    Object.entries(others ?? {}).map(([what, count]) => `${count} × ${what}`).join(', '),
  ]);
  if (baseline.length > 0) {
    const name = `16 connections, ${baseline.length} runs, ${about}`;
    lines.unshift(['B1', name, rate(median(baseline)), '1', '', '', '', '', '']);
  }
  return table(['', 'load', 'per second', '× B1', 'p50 ms', 'p95', 'p99', 'worst', 'answered otherwise'], lines);
}

/** Everything that spent something, the largest first; the client last, who is not part of the bank. */
function costs({ costs: all }: Findings): string {
  const measured = all.filter(({ microsecondsEach }) => Object.keys(microsecondsEach).length > 0);
  if (measured.length === 0) return 'Not measured: this system has no `/proc`.';
  const last = measured[0]!.microsecondsEach;
  const names = Object.keys(last).filter((name) => name !== 'client').toSorted((a, b) => last[b]! - last[a]!);
  const sum = (of: Readonly<Record<string, number>>): number =>
    names.reduce((total, name) => total + (of[name] ?? 0), 0);
  const lines = measured.map(({ load, microsecondsEach: of }) => [
    load,
    ...names.map((name) => Math.round(of[name] ?? NaN).toString()),
    `**${Math.round(sum(of))}**`,
    Math.round(of['client'] ?? NaN).toString(),
  ]);
  const head = ['µs of CPU per transfer (P6) or read', ...names, 'sum', 'client, not in the sum'];
  return table(head, lines);
}

function idle({ idle: found }: Findings): string {
  if (!found) return 'Not measured.';
  const { percent, megabytes, seconds } = found;
  const lines = Object.keys(percent).map((name) => [name, percent[name]!.toFixed(2), megabytes[name]!.toFixed(0)]);
  const how = `Over ${seconds} s when it has settled. Of PostgreSQL and nginx: the sum of proportional sizes.`;
  return `${how}\n\n${table(['program', '% of a core', 'MB'], lines)}`;
}

function books({ books: all }: Findings): string {
  const lines = all.map(({ after, right, said }) => [after, right ? 'right' : '**WRONG**', said.replaceAll('|', '/')]);
  return `Proved at the end of each scenario (\`npm run books\`).\n\n${table(['after', '', 'said'], lines)}`;
}
