import { baselineNow, note, ratio, type BenchRun } from '../bench-run.ts';
import { Client } from '../client.ts';
import { closed } from '../drive.ts';
import { bulkOf, completedInBulk } from '../orders.ts';

const SIZE = 100;
const AT_ONCE = 16;

/** P2, transfers in bulk: 100 in a request, 16 requests at once. */
export async function bulk(run: BenchRun): Promise<void> {
  const { authorization } = run.customers.all[0]!;
  const probe = await run.client.send('POST', '/v1/transfers/bulk', {}, { authorization });
  if (probe.status === 404) {
    run.findings.gaps.push('P2: there is no POST /v1/transfers/bulk');
    return run.say('P2: skipped, there is no POST /v1/transfers/bulk');
  }
  const client = new Client(run.target.gateway, AT_ONCE);
  const send = bulkOf(client, run.customers, SIZE);
  try {
    await closed(AT_ONCE, run.plan.warmS, send, completedInBulk);
    const before = await baselineNow(run);
    const outcome = await closed(AT_ONCE, run.plan.bulkS, send, completedInBulk);
    const toBaseline = outcome.perSecond / ((before + (await baselineNow(run))) / 2);
    note(run, 'P2 bulk of 100', `${AT_ONCE} requests at once`, outcome, toBaseline);
    run.findings.judge('P2 bulk of 100', '≥ 1.5 × B1', `${ratio(toBaseline)} × B1`, toBaseline >= 1.5);
  } finally {
    client.close();
  }
}
