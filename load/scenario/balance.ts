import { measured, ms, note, rate, ratio, type BenchRun } from '../bench-run.ts';
import { Client } from '../client.ts';
import { closed, open, read, type Outcome } from '../drive.ts';
import { balanceOf } from '../orders.ts';

const LEVELS = [64, 256];
const OPEN_CONNECTIONS = 1_024;

/** P5, reads of a balance: the maximum, and 70 % of it. */
export async function balance(run: BenchRun): Promise<void> {
  let most = 0;
  for (const connections of LEVELS) {
    const client = new Client(run.target.gateway, connections);
    const send = balanceOf(client, run.customers);
    await closed(connections, run.plan.warmS, send, read);
    const load = `${connections} connections`;
    const work = (): Promise<Outcome> => closed(connections, run.plan.levelS, send, read);
    const { perSecond } = await measured(run, 'P5 balance reads', load, work);
    client.close();
    most = Math.max(most, perSecond);
  }
  const client = new Client(run.target.gateway, OPEN_CONNECTIONS);
  const outcome = await open(most * 0.7, run.plan.openS, balanceOf(client, run.customers), read);
  client.close();
  note(run, 'P5 balance reads', `open, 70 %: ${rate(most * 0.7)}/s offered`, outcome);
  const share = most / run.findings.best.perSecond;
  run.findings.judge('P5 balance reads', '≥ 2 × P1', `${ratio(share)} × P1`, share >= 2);
  const { p99 } = outcome.latency;
  run.findings.judge('P5 p99 at 70 % of the maximum, open model', '≤ 50 ms', `${ms(p99)} ms`, p99 <= 50);
}
