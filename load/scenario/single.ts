import { baselineNow, ms, measured, note, rate, ratio, type BenchRun } from '../bench-run.ts';
import { Client } from '../client.ts';
import { closed, completed, open } from '../drive.ts';
import type { Figure } from '../findings.ts';
import { transferOf } from '../orders.ts';

const NAME = 'P1 single transfers';
const OPEN_CONNECTIONS = 1_024;
const SHARE = 0.7;

/** P1, single transfers: the rate at each number of connections, B1 before and after each; then 70 % of the maximum. */
export async function single(run: BenchRun): Promise<void> {
  const { plan, findings } = run;
  await level(run, 64, plan.coldS);
  findings.figures.length = 0;
  findings.costs.length = 0;
  let before = await baselineNow(run);
  for (const connections of plan.levels) {
    const figure = await level(run, connections, plan.levelS);
    const { perSecond } = figure;
    const after = await baselineNow(run);
    const toBaseline = perSecond / ((before + after) / 2);
    findings.figures[findings.figures.indexOf(figure)] = { ...figure, toBaseline };
    run.say(`${NAME}, ${figure.load}: ${ratio(toBaseline)} × B1`);
    before = after;
    if (perSecond > findings.best.perSecond) findings.best = { perSecond, connections };
  }
  await atShare(run);
  judge(run);
}

/** One level. */
async function level(run: BenchRun, connections: number, seconds: number): Promise<Figure> {
  const client = new Client(run.target.gateway, connections);
  const send = transferOf(client, () => run.customers.pair());
  try {
    await closed(connections, run.plan.warmS, send, completed);
    const load = `${connections} connection${connections === 1 ? '' : 's'}`;
    return await measured(run, NAME, load, () => closed(connections, seconds, send, completed));
  } finally {
    client.close();
  }
}

async function atShare(run: BenchRun): Promise<void> {
  const client = new Client(run.target.gateway, OPEN_CONNECTIONS);
  const send = transferOf(client, () => run.customers.pair());
  const perSecond = run.findings.best.perSecond * SHARE;
  try {
    const outcome = await open(perSecond, run.plan.openS, send, completed);
    note(run, NAME, `open, 70 %: ${rate(perSecond)}/s offered`, outcome);
    const p99 = outcome.latency.p99;
    run.findings.judge('P1 p99 at 70 % of the maximum, open model', '≤ 100 ms', `${ms(p99)} ms`, p99 <= 100);
  } finally {
    client.close();
  }
}

function judge({ findings }: BenchRun): void {
  const best = findings.figures.toSorted((a, b) => (b.toBaseline ?? 0) - (a.toBaseline ?? 0))[0];
  const at = (load: string): Figure | undefined =>
    findings.figures.find((figure) => figure.load === load);
  const most = best?.toBaseline ?? NaN;
  const reached = `${ratio(most)} × B1, ${best?.load}`;
  findings.judge('P1 at its best', '≥ 0.65 × B1 (below 0.5 is a fault)', reached, most >= 0.65);
  const at64 = at('64 connections')?.toBaseline ?? NaN;
  findings.judge('P1 at 64 connections', '≥ 0.4 × B1', `${ratio(at64)} × B1`, at64 >= 0.4);
  const lone = at('1 connection')?.latency?.p50 ?? NaN;
  findings.judge('P1 a lone transfer, p50', '≤ 8 ms', `${ms(lone)} ms`, lone <= 8);
  const costs = findings.costs.find(({ load }) => load === `${NAME}, ${findings.best.connections} connections`);
  if (!costs || Object.keys(costs.microsecondsEach).length === 0) {
    findings.notes.push('This system has no /proc: no CPU per program.');
    return;
  }
  const sum = Object.entries(costs.microsecondsEach).reduce((all, [name, us]) => all + (name === 'client' ? 0 : us), 0);
  findings.judge('P6 CPU per transfer at the maximum', '≤ 0.45 ms', `${(sum / 1_000).toFixed(3)} ms`, sum <= 450);
}
